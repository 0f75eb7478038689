package io.depthlm.common.core;

import java.util.concurrent.ThreadFactory;

/**
 * Creates threads that do not keep the process alive.
 *
 * @param name of every thread
 */
public record DaemonThreads(String name) implements ThreadFactory {
  @Override
  public Thread newThread(Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
