package io.depthlm.common.vlm.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import java.util.Arrays;
import java.util.List;

/**
 * What a batch says of the weights: the gradient of its summed cross-entropy by each of them. Sums
 * rather than means, so that parts of a batch add up whatever their sizes.
 *
 * <p>One thread at a time. Close it to free the tensors.
 */
public final class Gradients implements AutoCloseable {
  /** Numbers of one exchange: enough that its latency does not count, 64 MB. */
  private static final int EXCHANGED_AT_ONCE = 1 << 24;

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

  /** AnswerTargets tokens. */
  public long tokens() {
    return tokens;
  }

  /** AnswerTargets tokens that were the likeliest word where they stand. */
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

  /** Adds the other workers' parts of the batch, a few tensors at a time. */
  void sumOver(Exchange exchange) {
    double[] counts = {lossSum, tokens, right};
    exchange.sum(counts);
    lossSum = counts[0];
    tokens = (long) counts[1];
    right = (long) counts[2];
    int from = 0;
    while (from < tensors.size()) {
      long numbers = tensors.get(from).size();
      int to = from + 1;
      while (to < tensors.size() && numbers + tensors.get(to).size() <= EXCHANGED_AT_ONCE) {
        numbers += tensors.get(to++).size();
      }
      sumOver(exchange, tensors.subList(from, to), Math.toIntExact(numbers));
      from = to;
    }
  }

  private void sumOver(Exchange exchange, List<NDArray> some, int numbers) {
    TensorPieces pieces = new TensorPieces(script, scope, TensorPieces.NUMBERS);
    float[] values = new float[numbers];
    int at = 0;
    for (NDArray tensor : some) {
      float[] own = pieces.all(tensor);
      System.arraycopy(own, 0, values, at, own.length);
      at += own.length;
    }
    exchange.sum(values);
    at = 0;
    for (NDArray tensor : some) {
      int size = Math.toIntExact(tensor.size());
      pieces.write(tensor, Arrays.copyOfRange(values, at, at + size));
      at += size;
    }
  }

  List<NDArray> tensors() {
    return tensors;
  }

  @Override
  public void close() {
    scope.close();
  }
}
