package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.torch.CallMode;
import io.depthlm.common.vlm.torch.ScriptArchive;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptFailure;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.util.Collection;
import java.util.stream.Stream;

/**
 * Runs matrix products on this processor to find out which of them work. An operator that PyTorch's
 * compiler knows may still not run on the processor: oneDNN refuses bf16 without AVX-512 only when
 * it is called. So each product is called with each number format, with and without a bias, on one
 * row and on several, and its result is compared with that of the plain operators.
 */
final class ProductTrial implements AutoCloseable {
  private static final String SCRIPT =
      ScriptArchive.resource(ProductTrial.class, "product_trial.torchscript");

  private static final String UNPACKED =
      ScriptArchive.resource(ProductTrial.class, "packing_none.torchscript");

  /** Relative to the largest result; bf16 has 8 bits. */
  private static final double TOLERANCE = 0.02;

  private static final int RACES = 5;
  private static final int WIDTH = 40;
  private static final int OUT = 24;

  private final NDManager manager = TorchRuntime.manager(DeviceSlot.CPU);
  private final ScriptModule plain;
  private final ScriptModule tried;

  /**
   * @param plain sources of products that always work
   * @param tried sources of the products to try
   */
  ProductTrial(Collection<String> plain, Collection<String> tried, CallMode mode) {
    this(plain, tried, UNPACKED, mode);
  }

  /**
   * @param packing the source that lays out the weights of the products to try
   */
  ProductTrial(Collection<String> plain, Collection<String> tried, String packing, CallMode mode) {
    this.plain = compile(plain, UNPACKED, CallMode.INFERENCE);
    ScriptModule compiled = null;
    try {
      compiled = compile(tried, packing, mode);
    } catch (ScriptFailure e) {
      // PyTorch was built without them: its compiler does not know the operators.
    }
    this.tried = compiled;
  }

  private ScriptModule compile(Collection<String> products, String packing, CallMode mode) {
    return ScriptModule.compile(
        mode,
        manager,
        Stream.concat(products.stream(), Stream.of(packing, SCRIPT)).toArray(String[]::new));
  }

  /**
   * Whether a product works in a number format.
   *
   * @param product the name of its method
   */
  boolean works(String product, NumberType type) {
    if (tried == null) {
      return false;
    }
    try (NDManager scope = manager.newSubManager()) {
      for (int rows : new int[] {1, 5}) {
        for (int bias : new int[] {0, OUT}) {
          float[] want = run(plain, product, rows, bias, NumberType.F32, scope);
          if (!areNear(want, run(tried, product, rows, bias, type, scope), TOLERANCE)) {
            return false;
          }
        }
      }
      return true;
    } catch (ScriptFailure e) {
      return false; // not on this processor
    }
  }

  private static float[] run(
      ScriptModule module, String product, int rows, int bias, NumberType type, NDManager scope) {
    try (ScriptCall call = module.method("trial")) {
      return call.text(product)
          .tensor(numbers(7, scope, rows, WIDTH))
          .tensor(numbers(3, scope, rows, OUT))
          .tensor(numbers(5, scope, OUT, WIDTH))
          .tensor(numbers(9, scope, bias))
          .type(type)
          .tensor(scope)
          .toFloatArray();
    }
  }

  /** Small numbers that every format represents exactly. */
  private static NDArray numbers(int step, NDManager scope, long... shape) {
    float[] numbers = new float[Math.toIntExact(new Shape(shape).size())];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (i * step % 17 - 8) / 8f;
    }
    return scope.create(numbers, new Shape(shape));
  }

  /** Whether numbers are equal up to a fraction of the largest one. */
  static boolean areNear(float[] want, float[] got, double tolerance) {
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < Math.min(want.length, got.length); i++) {
      largest = Math.max(largest, Math.abs(want[i]));
      double off = Math.abs((double) want[i] - got[i]);
      worst = Double.isNaN(off) ? Double.POSITIVE_INFINITY : Math.max(worst, off);
    }
    return want.length == got.length && worst <= tolerance * largest;
  }

  /**
   * Whether the product is faster in a number format than in f32, by a race: for systems that do
   * not say what their processor has ({@link ProcessorFlags}). The two lie far apart: bf16 takes
   * half the time of f32 on processors that have it and two to three times as long where it is
   * emulated.
   */
  boolean isFasterThanF32(NumberType type) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray x = numbers(7, scope, 256, 1024);
      NDArray w = numbers(5, scope, 1024, 1024);
      NDArray narrowX = cast(x, type, scope);
      NDArray narrowW = cast(w, type, scope);
      long wide = Long.MAX_VALUE;
      long narrow = Long.MAX_VALUE;
      for (int i = 0; i < RACES; i++) {
        wide = Math.min(wide, nanos(x, w, scope));
        narrow = Math.min(narrow, nanos(narrowX, narrowW, scope));
      }
      return narrow < wide;
    }
  }

  private long nanos(NDArray x, NDArray w, NDManager scope) {
    long start = System.nanoTime();
    try (ScriptCall call = tried.method("trial_product")) {
      call.tensor(x).tensor(w).tensor(scope).close();
    }
    return System.nanoTime() - start;
  }

  private NDArray cast(NDArray x, NumberType type, NDManager scope) {
    try (ScriptCall call = tried.method("trial_cast")) {
      return call.tensor(x).type(type).tensor(scope);
    }
  }

  @Override
  public void close() {
    plain.close();
    if (tried != null) {
      tried.close();
    }
    manager.close();
  }
}
