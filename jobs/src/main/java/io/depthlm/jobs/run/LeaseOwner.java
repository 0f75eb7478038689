package io.depthlm.jobs.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that owns a run, or a folder that it writes, as {@code host/pid/start}. The start
 * tells a process from a later one that was given the same number.
 */
public record LeaseOwner(String host, long pid, long startedMs) {
  /** The system counts starts from its own, whose time moves by a second when clocks are set. */
  private static final long SAME_START_MS = 10_000;

  /** This process. */
  public static LeaseOwner self() {
    ProcessHandle process = ProcessHandle.current();
    return new LeaseOwner(hostName(), process.pid(), startedMs(process));
  }

  /** Parses the name of an owner. */
  public static LeaseOwner parse(String text) {
    String[] parts = text.split("/");
    return new LeaseOwner(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]));
  }

  /** Whether it is known not to run any more; a process of another host never is. */
  public boolean isKnownDead() {
    if (!host.equals(hostName())) {
      return false;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    return process.isEmpty()
        || !process.get().isAlive()
        || isZombie(pid)
        || Math.abs(startedMs(process.get()) - startedMs) > SAME_START_MS;
  }

  /**
   * A killed process whose parent has not asked how it ended keeps its number and counts as alive;
   * in containers without an init process that may be for ever.
   */
  static boolean isZombie(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The name, in parentheses, may hold anything.
      return stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
    } catch (IOException e) {
      return false; // no Linux, or gone by now
    }
  }

  private static long startedMs(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static String hostName() {
    String set = System.getenv("HOSTNAME");
    if (set != null && !set.isBlank()) {
      return set.replace('/', '_');
    }
    try {
      return InetAddress.getLocalHost().getHostName().replace('/', '_');
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  @Override
  public String toString() {
    return host + "/" + pid + "/" + startedMs;
  }
}
