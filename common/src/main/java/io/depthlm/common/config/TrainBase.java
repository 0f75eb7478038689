package io.depthlm.common.config;

import com.typesafe.config.ConfigObject;
import io.depthlm.common.settings.Decoded;
import io.depthlm.common.settings.Node;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;
import io.depthlm.common.settings.ValueType;
import java.io.Serializable;

/** The weights from which training starts. */
public sealed interface TrainBase extends Serializable {
  /**
   * A checkpoint folder as Hugging Face publishes it.
   *
   * @param uri a path, {@code file:}, {@code s3a:}, …
   */
  record Checkpoint(String uri) implements TrainBase {}

  /**
   * Random weights, as {@code checkpoint random --initial trainable} writes them.
   *
   * @param family label of a model family
   * @param size one of the sizes of the family
   * @param seed seed of the weights
   */
  record Random(String family, String size, long seed) implements TrainBase {}

  /** A URI, or {@code {random {family, size, seed}}}. */
  ValueType<TrainBase> TYPE =
      new ValueType<>() {
        private final Setting<String> family =
            Setting.required("family", Types.NAME, "qwen2_5_vl or pixtral");
        private final Setting<String> size =
            Setting.required("size", Types.NAME, "tiny, 2m, 200m, 3b, 7b or 12b");
        private final Setting<Long> seed =
            Setting.defaulted("seed", Types.LONG, "1", "seed of the weights");
        private final Setting<TrainBase> random =
            Setting.required(
                "random",
                Types.section(
                    Schema.of(family, size, seed),
                    s -> new Random(s.of(family), s.of(size), s.of(seed))),
                "random weights to start from");

        @Override
        public String name() {
          return "the URI of a checkpoint folder, or {random {family = NAME, size = NAME, seed ="
              + " S}}";
        }

        @Override
        public Decoded<TrainBase> decode(Node node) {
          if (node.value() instanceof ConfigObject) {
            return Schema.of(random).read(node, s -> s.of(random));
          }
          String uri = Types.TEXT.decode(node).value();
          // The address does not affect the result; the job adds the fingerprint of the weights.
          return new Decoded<>(new Checkpoint(uri), uri, null);
        }
      };
}
