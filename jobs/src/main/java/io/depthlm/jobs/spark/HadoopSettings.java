package io.depthlm.jobs.spark;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;

/**
 * The driver's Hadoop settings in a form that travels with a task. Executors see what the session
 * was configured with, and nothing is read from their disks.
 */
public final class HadoopSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Only what differs from Hadoop's own defaults: a few dozen entries instead of 1,500. */
  private final HashMap<String, String> changed = new HashMap<>();

  /** By their entries: reading Hadoop's defaults takes longer than many a task. */
  private static final Map<Map<String, String>, Configuration> BUILT = new ConcurrentHashMap<>();

  private static final int MOST_BUILT = 16;

  /** Keeps what differs from the defaults that any executor has. */
  public HadoopSettings(Configuration driver) {
    Configuration defaults = new Configuration();
    for (Map.Entry<String, String> entry : driver) {
      String raw = driver.getRaw(entry.getKey());
      if (raw != null && !raw.equals(defaults.getRaw(entry.getKey()))) {
        changed.put(entry.getKey(), raw);
      }
    }
  }

  /** The settings, built once per process; not to be changed. */
  public Configuration configuration() {
    if (BUILT.size() > MOST_BUILT) {
      BUILT.clear();
    }
    return BUILT.computeIfAbsent(Map.copyOf(changed), HadoopSettings::build);
  }

  private static Configuration build(Map<String, String> changed) {
    Configuration built = new Configuration();
    changed.forEach(built::set);
    return built;
  }
}
