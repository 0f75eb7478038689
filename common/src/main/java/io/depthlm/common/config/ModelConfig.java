package io.depthlm.common.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueFactory;
import io.depthlm.common.core.UserError;
import io.depthlm.common.settings.Decoded;
import io.depthlm.common.settings.Node;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Suggest;
import io.depthlm.common.settings.Types;
import io.depthlm.common.settings.ValueType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A model of a sweep: a file of {@code conf/models}, such an entry with some keys replaced ({@code
 * {like = NAME, uri = …}}), or an object like such a file.
 *
 * @param name the name in tables
 * @param engine what answers, with its keys
 * @param recommendedFocalPx the focal length it was trained for, pixels; null where it has none
 */
public record ModelConfig(String name, EngineConfig engine, Double recommendedFocalPx) {
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
  static final Schema COMMON = Schema.of(NAME, ENGINE, FOCAL);

  /** One kind of engine. */
  private record Kind(Schema schema, Function<Section, ? extends EngineConfig> bind) {}

  private static final Map<String, Kind> KINDS = kinds();

  private static Map<String, Kind> kinds() {
    Map<String, Kind> kinds = new LinkedHashMap<>();
    kinds.put("constant", new Kind(EngineConfig.Constant.SCHEMA, EngineConfig.Constant::of));
    kinds.put("probe", new Kind(EngineConfig.Probe.SCHEMA, s -> new EngineConfig.Probe()));
    kinds.put("vlm", new Kind(EngineConfig.Vlm.SCHEMA, EngineConfig.Vlm::of));
    kinds.put("http", new Kind(HttpConfig.SCHEMA, HttpConfig::of));
    return kinds;
  }

  /** The engines' names and their own keys, for the help. */
  static Map<String, Schema> engineSchemas() {
    Map<String, Schema> schemas = new LinkedHashMap<>();
    KINDS.forEach((engine, kind) -> schemas.put(engine, kind.schema()));
    return schemas;
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
    Object engine = object.containsKey("engine") ? object.get("engine").unwrapped() : null;
    Kind kind = engine == null ? new Kind(Schema.of(), s -> null) : KINDS.get(engine.toString());
    if (kind == null) {
      throw new UserError(
          "%s: there is no engine '%s'"
              .formatted(node.child("engine", object.get("engine")).where(), engine),
          Suggest.remedy(engine.toString(), KINDS.keySet()));
    }
    return COMMON
        .and(kind.schema())
        .read(node, s -> new ModelConfig(s.of(NAME), kind.bind().apply(s), s.of(FOCAL)));
  }
}
