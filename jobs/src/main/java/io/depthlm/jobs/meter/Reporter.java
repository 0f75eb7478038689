package io.depthlm.jobs.meter;

import io.depthlm.common.core.DaemonThreads;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.plugin.PluginContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends this process's sums to the driver, every few seconds and at the end. */
final class Reporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);
  private static final long EVERY_SECONDS = 5;

  private final PluginContext context;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(new DaemonThreads("depthlm-meters"));

  Reporter(PluginContext context) {
    this.context = context;
    clock.scheduleWithFixedDelay(this::send, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  private void send() {
    try {
      context.send(new ExecutorSums(context.executorID(), Meters.ofProcess().snapshot()));
    } catch (IOException | RuntimeException e) {
      // Figures for people are no reason to disturb the work; the next report has them all.
      LOG.debug("the driver did not take the sums of this executor", e);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    send();
  }
}
