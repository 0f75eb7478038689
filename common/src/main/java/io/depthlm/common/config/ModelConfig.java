package io.depthlm.common.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueFactory;
import io.depthlm.common.engine.EngineFactory;
import io.depthlm.common.engine.EngineSettings;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.settings.Decoded;
import io.depthlm.common.settings.Node;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;
import io.depthlm.common.settings.ValueType;
import java.util.List;

/**
 * A model of a sweep: a file of {@code conf/models}, such a file with some keys replaced ({@code
 * {like = NAME, uri = …}}), or an object with the same keys.
 *
 * @param name the name in tables
 * @param engine the settings of the engine that answers
 * @param recommendedFocalPx the focal length for which the model was trained, pixels; null if there
 *     is none
 * @param taught the markers that the model was trained with, the fastest first; empty if unknown
 */
public record ModelConfig(
    String name, EngineSettings engine, Double recommendedFocalPx, List<PointingConfig> taught) {
  private static final Setting<String> NAME =
      Setting.required("name", Types.NAME, "the name in tables");
  private static final Setting<String> ENGINE =
      Setting.required("engine", Types.TEXT, "the engine that answers");
  private static final Setting<Double> FOCAL =
      Setting.optional(
              "recommended_focal_px",
              Types.NUMBER,
              "the focal length that the model was trained for")
          .limited("from 16 to 20000", f -> f >= 16 && f <= 20_000)
          .in("pixels")
          .steeringExecution();
  private static final Setting<List<PointingConfig>> TAUGHT =
      Setting.optional(
              "taught",
              Types.listOf(PointingConfig.TYPE),
              "the markers, with their prompts, that the model was trained with, the fastest first;"
                  + " ask and depthmap use the first by default")
          .steeringExecution();
  static final Schema COMMON = Schema.of(NAME, ENGINE, FOCAL, TAUGHT);

  /** Copies the list. */
  public ModelConfig {
    taught = taught == null ? List.of() : List.copyOf(taught);
  }

  /**
   * The way to point at a pixel: the fastest that was taught and agrees with the request, or the
   * official marker with the default prompt if there is none.
   *
   * @param marker the marker's name, or null for any
   * @param prompt the prompt's name, or null for any
   */
  public PointingConfig pointing(String marker, String prompt) {
    return taught.stream()
        .filter(way -> marker == null || way.marker().equals(marker))
        .filter(way -> prompt == null || way.prompt().equals(prompt))
        .findFirst()
        .orElse(
            new PointingConfig(
                marker == null ? Markers.OFFICIAL : marker, prompt == null ? "default" : prompt));
  }

  static final ValueType<ModelConfig> TYPE =
      new ValueType<>() {
        @Override
        public String name() {
          return "the name of a file under conf/models, or {like = NAME, key = value}";
        }

        @Override
        public Decoded<ModelConfig> decode(Node node) {
          if (!(node.value() instanceof ConfigObject object)) {
            String name = Types.NAME.decode(node).value();
            return read(new Node(entry(node, name), "", node.library()));
          }
          if (!object.containsKey("like")) {
            return read(node);
          }
          Node like = node.child("like", object.get("like"));
          ConfigObject base = entry(like, Types.NAME.decode(like).value());
          ConfigObject merged = object.withoutKey("like").withFallback(base);
          return read(new Node(merged, node.key(), node.library()));
        }
      };

  private static ConfigObject entry(Node node, String name) {
    ConfigObject entry = node.library().need(node, "models", name).root();
    return entry.withValue("name", ConfigValueFactory.fromAnyRef(name, "name of the file"));
  }

  private static Decoded<ModelConfig> read(Node node) {
    ConfigObject object = (ConfigObject) node.value();
    String engine =
        object.containsKey("engine") ? object.get("engine").unwrapped().toString() : null;
    if (engine == null) {
      return COMMON.read(node, s -> new ModelConfig(s.of(NAME), null, s.of(FOCAL), s.of(TAUGHT)));
    }
    EngineFactory factory =
        EngineFactory.asked(node.child("engine", object.get("engine")).where(), engine);
    return COMMON
        .and(factory.schema())
        .read(node, s -> new ModelConfig(s.of(NAME), factory.read(s), s.of(FOCAL), s.of(TAUGHT)));
  }
}
