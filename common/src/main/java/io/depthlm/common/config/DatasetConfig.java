package io.depthlm.common.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueFactory;
import io.depthlm.common.core.UserError;
import io.depthlm.common.settings.Decoded;
import io.depthlm.common.settings.Node;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;
import io.depthlm.common.settings.ValueType;
import java.util.List;

/**
 * A data set of a sweep: the name under which it was ingested, with the keys of {@code
 * conf/datasets/NAME.conf}. Without such a file, it has no truth range.
 *
 * @param name as in {@code frames.dataset}
 * @param split only frames of this split, or null for all
 * @param title a readable name, or null
 * @param truthRangeM points with a truth outside this range are excluded from the metrics and
 *     counted; null for no limit
 */
public record DatasetConfig(String name, String split, String title, RangeM truthRangeM) {
  /** A closed range of metres. */
  public record RangeM(double minM, double maxM) {}

  private static final Setting<String> NAME =
      Setting.required("name", Types.NAME, "the name under which it was ingested");
  private static final Setting<String> SPLIT =
      Setting.optional("split", Types.NAME, "use only frames of this split");
  private static final Setting<String> TITLE =
      Setting.optional("title", Types.TEXT, "a readable name of the data set");
  private static final Setting<List<Double>> RANGE =
      Setting.optional(
              "truth_range_m",
              Types.listOf(Types.NUMBER),
              "points whose truth is outside this range are excluded from the metrics, and"
                  + " counted")
          .limited(
              "[min, max] with 0 <= min < max",
              r -> r.size() == 2 && r.get(0) >= 0 && r.get(0) < r.get(1))
          .in("metres");
  static final Schema SCHEMA = Schema.of(NAME, SPLIT, TITLE, RANGE);

  static final ValueType<DatasetConfig> TYPE =
      new ValueType<>() {
        @Override
        public String name() {
          return "the name of a data set, or {name = NAME, split = SPLIT}";
        }

        @Override
        public Decoded<DatasetConfig> decode(Node node) {
          if (node.value() instanceof ConfigObject object) {
            Object name = object.get("name") == null ? null : object.get("name").unwrapped();
            ConfigObject merged =
                name instanceof String text ? object.withFallback(entry(node, text)) : object;
            return SCHEMA.read(new Node(merged, node.key(), node.library()), DatasetConfig::of);
          }
          String name = Types.NAME.decode(node).value();
          return SCHEMA.read(new Node(entry(node, name), "", node.library()), DatasetConfig::of);
        }
      };

  private static ConfigObject entry(Node node, String name) {
    ConfigObject entry = node.library().find("datasets", name).orElse(ConfigFactory.empty()).root();
    if (entry.containsKey("name")) {
      throw new UserError(
          Node.place(entry.get("name").origin()) + ": name is not a key of a data set's file",
          "the file's name is the data set's name");
    }
    return entry.withValue("name", ConfigValueFactory.fromAnyRef(name, "name of the file"));
  }

  private static DatasetConfig of(Section s) {
    List<Double> range = s.of(RANGE);
    return new DatasetConfig(
        s.of(NAME),
        s.of(SPLIT),
        s.of(TITLE),
        range == null ? null : new RangeM(range.get(0), range.get(1)));
  }
}
