package io.depthlm.common.vlm.torch;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory of this host that is available for tensors. */
public final class FreeMemory {
  private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s+(\\d+) kB$");

  /** The rest is for activations, caches and other processes. */
  private static final double SHARE = 0.75;

  private FreeMemory() {}

  /**
   * Bytes available for weights: three quarters of the available memory as Linux reports it, within
   * the limit of the container, minus the possible growth of the Java heap; at least 0.
   */
  public static long bytes() {
    OperatingSystemMXBean host =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long available = host.getFreeMemorySize();
    try {
      available =
          available(Files.readString(Path.of("/proc/meminfo"), StandardCharsets.UTF_8), available);
    } catch (IOException e) {
      // On other systems, the page cache counts as used.
    }
    Runtime java = Runtime.getRuntime();
    long heap = java.maxMemory() - java.totalMemory();
    return bytes(available, host.getTotalMemorySize(), heap);
  }

  static long available(String meminfo, long otherwise) {
    Matcher line = AVAILABLE.matcher(meminfo);
    return line.find() ? 1024 * Long.parseLong(line.group(1)) : otherwise;
  }

  static long bytes(long available, long limit, long heap) {
    return Math.max(0, (long) (SHARE * (Math.min(available, limit) - heap)));
  }
}
