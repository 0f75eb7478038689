package io.depthlm.common.vlm.model;

import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.Checkpoint;

/**
 * What a model computes in.
 *
 * @param computed the type of activations, of the cache and of what is added up between products
 * @param kept the type that the weights of products stay in; where it is another, they are widened
 *     for each product, which changes no answer: f32 holds every bf16 and f16 number
 */
public record Numerics(NumberType computed, NumberType kept) {
  /** Everything in f32. */
  public static final Numerics F32 = of(NumberType.F32);

  /** Checks that nothing is kept in more than is computed in. */
  public Numerics {
    if (computed != kept && computed != NumberType.F32) {
      throw new IllegalArgumentException(
          "weights kept in %s to compute in %s".formatted(kept, computed));
    }
  }

  /** Everything in one type. */
  public static Numerics of(NumberType type) {
    return new Numerics(type, type);
  }

  /**
   * The choice for a checkpoint on a device of this host; it may be tried out, which takes a moment
   * once a process.
   *
   * @param asked the type to compute in; null to choose
   */
  public static Numerics choose(NumberType asked, Checkpoint checkpoint, DeviceSlot device) {
    return choose(asked, checkpoint.dtype(), checkpoint.parameters(), new ThisHost(device));
  }

  /**
   * The choice for a checkpoint. A GPU computes in what is asked for, or stored. A processor
   * computes in f32 unless bf16 is asked for, or stored and what it is fast at; weights then stay
   * as stored where f32 would not fit.
   *
   * @param asked null to choose
   * @param stored the type of most of the checkpoint's weights
   * @param parameters how many
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

  /** What the choice depends on. */
  interface Host {
    /** Whether the model runs on a GPU. */
    boolean isGpu();

    /** Whether the processor multiplies bf16 faster than f32. */
    boolean multipliesBf16();

    /** Whether so many bytes of weights fit into memory. */
    boolean hasRoomFor(long bytes);
  }
}
