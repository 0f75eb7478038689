package io.depthlm.common.vlm.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import java.io.IOException;
import java.util.Arrays;

/**
 * Numbers of tensors from a device to Java and back, in pieces: DJL copies at most 2 GiB at once,
 * and the embeddings of large models have more.
 *
 * @param script the methods of training, without gradients
 * @param manager of the tensors
 * @param most numbers of a piece
 */
record TensorPieces(ScriptModule script, NDManager manager, int most) {
  /** 256 MiB. */
  static final int NUMBERS = 1 << 26;

  /** Takes pieces in their order. */
  @FunctionalInterface
  interface Sink {
    void take(float[] piece) throws IOException;
  }

  /** Hands over all numbers, row-major, in f32 whatever the tensor is kept in. */
  void read(NDArray tensor, Sink sink) throws IOException {
    long size = tensor.size();
    for (long at = 0; at < size; at += most) {
      try (NDManager work = manager.newSubManager();
          ScriptCall call = script.method("train_piece")) {
        sink.take(
            call.made(tensor)
                .integer(at)
                .integer(Math.min(most, size - at))
                .tensor(work)
                .toFloatArray());
      }
    }
  }

  /** All numbers of a tensor. */
  float[] all(NDArray tensor) {
    float[] numbers = new float[Math.toIntExact(tensor.size())];
    int[] at = {0};
    try {
      read(
          tensor,
          piece -> {
            System.arraycopy(piece, 0, numbers, at[0], piece.length);
            at[0] += piece.length;
          });
    } catch (IOException e) {
      throw new IllegalStateException("copying in memory", e);
    }
    return numbers;
  }

  /** Overwrites all numbers of a tensor. */
  void write(NDArray into, float[] numbers) {
    for (int at = 0; at < numbers.length; at += most) {
      int to = (int) Math.min((long) at + most, numbers.length);
      try (NDManager work = manager.newSubManager();
          ScriptCall call = script.method("train_put")) {
        call.made(into)
            .integer(at)
            .tensor(work.create(Arrays.copyOfRange(numbers, at, to)))
            .tensor(work);
      }
      if (to == numbers.length) {
        break; // at + most may exceed an int
      }
    }
  }
}
