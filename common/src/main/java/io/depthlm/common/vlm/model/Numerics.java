package io.depthlm.common.vlm.model;

import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.Checkpoint;

/**
 * The number formats of a model.
 *
 * @param computed the format of activations, of the cache and of sums
 * @param kept the format in which the weights of matrix products are stored. If it differs, weights
 *     are widened for each product, which does not change answers, because f32 represents every
 *     bf16 and f16 number
 */
public record Numerics(NumberType computed, NumberType kept) {
  /** Everything in f32. */
  public static final Numerics F32 = of(NumberType.F32);

  /** Checks that weights are not stored in a wider format than is computed in. */
  public Numerics {
    if (computed != kept && computed != NumberType.F32) {
      throw new IllegalArgumentException(
          "weights kept in %s to compute in %s".formatted(kept, computed));
    }
  }

  /** Everything in one format. */
  public static Numerics of(NumberType type) {
    return new Numerics(type, type);
  }

  /**
   * The formats for a checkpoint on a device of this host. The first call of a process tries the
   * products of the processor, which takes a moment.
   *
   * @param asked the format to compute in; null to choose
   */
  public static Numerics choose(NumberType asked, Checkpoint checkpoint, DeviceSlot device) {
    return choose(asked, checkpoint.dtype(), checkpoint.parameters(), new ThisHost(device));
  }

  /**
   * The formats for a checkpoint. A GPU computes in the requested format, or in that of the
   * weights. A CPU computes in f32 unless bf16 is requested, or the weights are bf16 and the CPU is
   * fast at it; weights keep their format if f32 would not fit into memory.
   *
   * @param asked the requested format; null to choose
   * @param stored the format of most weights
   * @param parameters the number of weights
   */
  static Numerics choose(NumberType asked, NumberType stored, long parameters, Host host) {
    if (host.isGpu()) {
      return of(asked == null ? stored : asked);
    }
    boolean rounded = asked == null ? stored == NumberType.BF16 : asked == NumberType.BF16;
    if (rounded && (asked != null || host.multipliesBf16())) {
      return of(NumberType.BF16);
    }
    boolean fits =
        stored == NumberType.F32
            || host.hasRoomFor(Math.multiplyExact(parameters, NumberType.F32.bytes()));
    return new Numerics(NumberType.F32, fits ? NumberType.F32 : stored);
  }

  /** The properties of a host that the choice depends on. */
  interface Host {
    /** Whether the model runs on a GPU. */
    boolean isGpu();

    /** Whether the processor multiplies bf16 faster than f32. */
    boolean multipliesBf16();

    /** Whether so many bytes of weights fit into memory. */
    boolean hasRoomFor(long bytes);
  }
}
