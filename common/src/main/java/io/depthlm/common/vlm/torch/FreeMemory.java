package io.depthlm.common.vlm.torch;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory this host has left for tensors. */
public final class FreeMemory {
  private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s+(\\d+) kB$");

  /** For activations, caches and whatever else runs beside. */
  private static final double SHARE = 0.75;

  private FreeMemory() {}

  /**
   * Bytes that weights may take: three quarters of what Linux calls available, within the
   * container's limit, less what the Java heap may still grow by. 0 at least.
   */
  public static long bytes() {
    OperatingSystemMXBean host =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long available = host.getFreeMemorySize();
    try {
      available =
          available(Files.readString(Path.of("/proc/meminfo"), StandardCharsets.UTF_8), available);
    } catch (IOException e) {
      // Not Linux: pages that files merely occupy count as taken.
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
