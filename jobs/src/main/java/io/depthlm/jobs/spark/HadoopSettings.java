package io.depthlm.jobs.spark;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * The driver's Hadoop settings in a form that travels with a task. Executors see what the session
 * was configured with, and nothing is read from their disks.
 */
public final class HadoopSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Only what differs from Hadoop's own defaults: a few dozen entries instead of 1,500. */
  private final HashMap<String, String> changed = new HashMap<>();

  private transient volatile Configuration configuration;

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

  /** The settings, built once per task process and copy of this object. */
  public Configuration configuration() {
    Configuration built = configuration;
    if (built == null) {
      built = new Configuration();
      for (Map.Entry<String, String> entry : changed.entrySet()) {
        built.set(entry.getKey(), entry.getValue());
      }
      configuration = built;
    }
    return built;
  }
}
