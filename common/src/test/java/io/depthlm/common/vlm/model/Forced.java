package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;

/** Logits of a question's prompt and the reference's own answer, read as one sequence. */
final class Forced {
  private Forced() {}

  static float[] logits(VlmNet net, NetGolden.Question q) {
    int[] prompt = q.prompt().ids();
    int last = q.positions()[q.positions().length - 1];
    int[] ids = Arrays.copyOf(prompt, last + 1);
    System.arraycopy(q.greedy(), 0, ids, prompt.length, ids.length - prompt.length);
    long[] keep = Arrays.stream(q.positions()).asLongStream().toArray();
    try (NDManager scope = net.manager().newSubManager()) {
      return net.logits(List.of(new Prompt(ids, q.prompt().images())), keep, scope).toFloatArray();
    }
  }
}
