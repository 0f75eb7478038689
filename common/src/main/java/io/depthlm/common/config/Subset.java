package io.depthlm.common.config;

import com.typesafe.config.ConfigObject;
import io.depthlm.common.settings.Decoded;
import io.depthlm.common.settings.Node;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;
import io.depthlm.common.settings.ValueType;
import java.io.Serializable;

/** The frames or points of a data set that are asked about. */
public sealed interface Subset extends Serializable {
  /** Everything. */
  record All() implements Subset {}

  /** The first {@code count} in the order of their ids. */
  record First(int count) implements Subset {}

  /** {@code count} drawn without replacement; the same for a seed on any cluster. */
  record Sample(int count, long seed) implements Subset {
    private static final Setting<Integer> COUNT =
        Setting.required("sample", Types.INT, "number to draw").limited("at least 1", n -> n > 0);
    private static final Setting<Long> SEED =
        Setting.defaulted("seed", Types.LONG, "1", "seed of the draw");
    static final ValueType<Subset> TYPE =
        Types.section(Schema.of(COUNT, SEED), s -> new Sample(s.of(COUNT), s.of(SEED)));
  }

  /** {@code all}, N, or an object with {@code sample} and {@code seed}. */
  static ValueType<Subset> type() {
    return SubsetType.INSTANCE;
  }

  /** The three ways to write it. */
  final class SubsetType implements ValueType<Subset> {
    static final SubsetType INSTANCE = new SubsetType();

    private SubsetType() {}

    @Override
    public String name() {
      return "all, a whole number from 1 (the first N), or {sample = N, seed = S}";
    }

    @Override
    public Decoded<Subset> decode(Node node) {
      if ("all".equals(node.value().unwrapped())) {
        return Decoded.plain(new All(), "all");
      }
      if (node.value().unwrapped() instanceof Integer n && n > 0) {
        return Decoded.plain(new First(n), n);
      }
      if (node.value() instanceof ConfigObject) {
        return Sample.TYPE.decode(node);
      }
      throw node.wrong(name());
    }
  }
}
