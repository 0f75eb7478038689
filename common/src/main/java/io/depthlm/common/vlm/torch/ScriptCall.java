package io.depthlm.common.vlm.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.depthlm.common.engine.NumberType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One call of a TorchScript method. Arguments are added in the method's order. The call runs in its
 * module's mode; results are attached to the manager that asks for them and live until it closes.
 * The native handles of the arguments are freed by {@link #close}, the arrays themselves are not.
 *
 * <p>Not thread-safe; create one for each call.
 */
public final class ScriptCall implements AutoCloseable {
  /**
   * Turns the graph optimiser off: it compiles code again for each new combination of shapes, and
   * here every batch has its own shapes. The switch is per thread in PyTorch.
   *
   * <p>The number of cores is set as well. PyTorch does so before a thread's first parallel loop; a
   * product before that would be shared out among another number of cores and round differently, so
   * that a resumed training would not be the same to the last bit.
   */
  private static final ThreadLocal<Boolean> PLAIN =
      ThreadLocal.withInitial(
          () -> {
            JniUtils.setGraphExecutorOptimize(false);
            TorchRuntime.settleThisThread();
            return true;
          });

  private static final AtomicInteger INSIDE = new AtomicInteger();
  private static volatile long lastNanos;

  private final PtSymbolBlock block;
  private final String method;
  private final CallMode mode;
  private final List<IValue> arguments = new ArrayList<>();
  private final List<IValue> owned = new ArrayList<>();
  private final List<NDArray> copies = new ArrayList<>();

  ScriptCall(PtSymbolBlock block, String method, CallMode mode) {
    this.block = block;
    this.method = method;
    this.mode = mode;
  }

  /**
   * Adds a tensor made from Java numbers. A recorded call gets a copy, because the record may read
   * it after the Java buffer is freed.
   */
  public ScriptCall tensor(NDArray array) {
    PtNDArray tensor = (PtNDArray) array;
    if (mode == CallMode.RECORDED) {
      tensor = (PtNDArray) tensor.duplicate();
      copies.add(tensor);
    }
    return own(IValue.from(tensor));
  }

  /** Adds a tensor that another call returned, with its record. */
  public ScriptCall made(NDArray array) {
    return own(IValue.from((PtNDArray) array));
  }

  /** Adds a list of tensors. */
  public ScriptCall tensors(List<NDArray> arrays) {
    return own(
        IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new)));
  }

  /** Adds a list of tensors whose handle is kept for many calls. */
  public ScriptCall tensors(TensorList list) {
    arguments.add(list.handle());
    return this;
  }

  /** Adds weights by name, whose handle is kept for many calls. */
  public ScriptCall tensors(NamedTensors tensors) {
    arguments.add(tensors.handle());
    return this;
  }

  /** Adds a list of integers. */
  public ScriptCall integers(int... values) {
    return own(IValue.listFrom(Arrays.stream(values).asLongStream().toArray()));
  }

  /** Adds an integer. */
  public ScriptCall integer(long value) {
    return own(IValue.from(value));
  }

  /** Adds a number format, as PyTorch's code for it. */
  public ScriptCall type(NumberType type) {
    return integer(
        switch (type) {
          case F16 -> 5;
          case F32 -> 6;
          case BF16 -> 15;
        });
  }

  /** Adds a float. */
  public ScriptCall number(double value) {
    return own(IValue.from(value));
  }

  /** Adds a list of floats. */
  public ScriptCall numbers(double... values) {
    return own(IValue.listFrom(values));
  }

  /** Adds true or false. */
  public ScriptCall flag(boolean value) {
    return own(IValue.from(value));
  }

  /** Adds a string. */
  public ScriptCall text(String value) {
    return own(IValue.from(value));
  }

  /**
   * Runs the method, whose result is a tensor.
   *
   * @throws ScriptFailure if an operator in it fails
   */
  public NDArray tensor(NDManager into) {
    try (IValue result = run()) {
      return result.toTensor((PtNDManager) into);
    }
  }

  /**
   * Runs the method, whose result is a list of tensors.
   *
   * @throws ScriptFailure if an operator in it fails
   */
  public List<NDArray> tensors(NDManager into) {
    try (IValue result = run()) {
      return List.of(result.toTensorArray((PtNDManager) into));
    }
  }

  private IValue run() {
    PLAIN.get();
    IValue[] inputs = arguments.toArray(new IValue[0]);
    INSIDE.incrementAndGet();
    try {
      return mode == CallMode.RECORDED
          ? RecordedCalls.run(block, method, inputs)
          : IValueUtils.runMethod(block, method, inputs);
    } catch (EngineException e) {
      throw new ScriptFailure(method, e);
    } finally {
      lastNanos = System.nanoTime();
      INSIDE.decrementAndGet();
    }
  }

  /**
   * Waits until no call of this process has been running for a while.
   *
   * @return false if that does not happen in time
   */
  static boolean awaitQuiet(Duration quiet, Duration atMost) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    while (INSIDE.get() > 0 || System.nanoTime() - lastNanos < quiet.toNanos()) {
      if (System.nanoTime() > until) {
        return false;
      }
      Thread.sleep(10);
    }
    return true;
  }

  private ScriptCall own(IValue value) {
    owned.add(value);
    arguments.add(value);
    return this;
  }

  @Override
  public void close() {
    owned.forEach(IValue::close);
    copies.forEach(NDArray::close);
  }
}
