package io.depthlm.common.vlm.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import java.util.List;

/**
 * What a batch says of the weights: the gradient of its summed cross-entropy by each of them. Sums
 * rather than means, so that parts of a batch add up whatever their sizes.
 *
 * <p>One thread at a time. Close it to free the tensors.
 */
public final class Gradients implements AutoCloseable {
  private final NDManager scope;
  private final ScriptModule script;
  private final List<NDArray> tensors;
  private double lossSum;
  private long tokens;
  private long right;

  /** Takes over the scope and the tensors in it. */
  Gradients(
      NDManager scope,
      ScriptModule script,
      List<NDArray> tensors,
      double lossSum,
      long tokens,
      long right) {
    this.scope = scope;
    this.script = script;
    this.tensors = tensors;
    this.lossSum = lossSum;
    this.tokens = tokens;
    this.right = right;
  }

  /** Summed cross-entropy over the taught tokens, in nats. */
  public double lossSum() {
    return lossSum;
  }

  /** Taught tokens. */
  public long tokens() {
    return tokens;
  }

  /** Taught tokens that were the likeliest word where they stand. */
  public long right() {
    return right;
  }

  /** Adds another part of the batch, which stays as it is. */
  public void add(Gradients part) {
    try (NDManager work = scope.newSubManager();
        ScriptCall call = script.method("train_add")) {
      call.tensors(tensors).tensors(part.tensors).tensors(work);
    }
    lossSum += part.lossSum;
    tokens += part.tokens;
    right += part.right;
  }

  List<NDArray> tensors() {
    return tensors;
  }

  @Override
  public void close() {
    scope.close();
  }
}
