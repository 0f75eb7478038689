package io.depthlm.common.vlm.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.concurrent.atomic.LongAdder;

/**
 * Whole numbers from Java to a device, and numbers back. Each of the two waits for a GPU to finish
 * what it was told before, so a step of an answer may have one of each; they are counted, for a
 * test on a processor to hold that.
 */
public final class Transfers {
  private static final LongAdder TO_DEVICE = new LongAdder();
  private static final LongAdder TO_HOST = new LongAdder();

  private Transfers() {}

  /**
   * How many there were in this process.
   *
   * @param toDevice tensors made from Java's numbers
   * @param toHost tensors read by Java
   */
  public record Counts(long toDevice, long toHost) {
    /** Those since an earlier count. */
    public Counts since(Counts earlier) {
      return new Counts(toDevice - earlier.toDevice, toHost - earlier.toHost);
    }
  }

  /** The counts so far. */
  public static Counts counts() {
    return new Counts(TO_DEVICE.sum(), TO_HOST.sum());
  }

  /** One tensor of all these numbers, one array behind the other. */
  public static NDArray toDevice(NDManager manager, long[]... parts) {
    int length = 0;
    for (long[] part : parts) {
      length += part.length;
    }
    long[] all = new long[length];
    int at = 0;
    for (long[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    TO_DEVICE.increment();
    return manager.create(all);
  }

  /** The numbers of a tensor of f64, row by row. */
  public static double[] toHost(NDArray tensor) {
    TO_HOST.increment();
    return tensor.toDoubleArray();
  }
}
