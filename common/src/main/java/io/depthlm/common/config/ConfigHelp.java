package io.depthlm.common.config;

import io.depthlm.common.engine.EngineFactory;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.SectionType;
import io.depthlm.common.settings.Setting;

/** The help on the keys of configuration files, generated from their declarations. */
public final class ConfigHelp {
  private ConfigHelp() {}

  /** Every key of a sweep file, of a model entry and of a data set's file. */
  public static String text() {
    StringBuilder out = new StringBuilder("Keys of a sweep file (conf/sweeps/NAME.conf):\n");
    append(out, "", SweepConfig.SCHEMA);
    out.append("\nKeys of a model entry (conf/models/NAME.conf):\n");
    append(out, "", ModelConfig.COMMON);
    for (EngineFactory engine : EngineFactory.all()) {
      out.append("  with engine = ").append(engine.key()).append(":\n");
      append(out, "", engine.schema());
    }
    out.append(
        "\nKeys of a data set's file (conf/datasets/NAME.conf; the file's name is the"
            + " data set's name):\n");
    append(out, "", DatasetConfig.SCHEMA);
    return out.toString();
  }

  /** Every key of a training file. */
  public static String trainText() {
    StringBuilder out = new StringBuilder("Keys of a training file (conf/train/NAME.conf):\n");
    append(out, "", TrainSettings.SCHEMA);
    out.append("\nKeys of each entry of datasets:\n");
    append(out, "", TrainDataset.SCHEMA);
    return out.toString();
  }

  private static void append(StringBuilder out, String prefix, Schema schema) {
    for (Setting<?> setting : schema.settings()) {
      String key = prefix + setting.key();
      if (setting.type() instanceof SectionType<?> section) {
        if (setting.presence() == Setting.Presence.OPTIONAL) {
          out.append("  ").append(key).append(" { .. } (optional)\n      ");
          out.append(setting.help()).append('\n');
        }
        append(out, key + ".", section.schema());
        continue;
      }
      out.append("  ").append(key);
      switch (setting.presence()) {
        case REQUIRED -> out.append(" (required)");
        case DEFAULTED -> out.append(" = ").append(setting.defaultText());
        case OPTIONAL -> {}
      }
      out.append("\n      ").append(setting.help());
      out.append("\n      ").append(setting.expected()).append('\n');
    }
  }
}
