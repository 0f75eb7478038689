package io.depthlm.common.vlm;

import io.depthlm.common.vlm.model.PatchedImage;
import io.depthlm.common.vlm.model.Prompt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts prompts into batches: of equal image sizes, within a number of questions and of tokens,
 * those of one frame next to each other.
 */
final class Batching {
  private Batching() {}

  /**
   * The batches, as indexes into {@code prompts}; null entries are left out. A prompt above the
   * token budget is a batch of its own.
   *
   * @param answerTokens room for each answer
   */
  static List<int[]> of(List<Prompt> prompts, int questions, int tokens, int answerTokens) {
    Map<Object, List<Integer>> bySize = new LinkedHashMap<>();
    for (int i = 0; i < prompts.size(); i++) {
      if (prompts.get(i) != null) {
        Object size = prompts.get(i).images().stream().map(PatchedImage::grid).toList();
        bySize.computeIfAbsent(size, key -> new ArrayList<>()).add(i);
      }
    }
    List<int[]> batches = new ArrayList<>();
    for (List<Integer> indexes : bySize.values()) {
      split(indexes, prompts, questions, tokens, answerTokens, batches);
    }
    return batches;
  }

  private static void split(
      List<Integer> indexes,
      List<Prompt> prompts,
      int questions,
      int tokens,
      int answerTokens,
      List<int[]> batches) {
    List<Integer> batch = new ArrayList<>();
    long longest = 0;
    for (int index : indexes) {
      long length = (long) prompts.get(index).ids().length + answerTokens;
      // Rows are padded to the longest, so that is what each takes.
      long padded = Math.max(longest, length);
      if (batch.size() == questions || (!batch.isEmpty() && padded * (batch.size() + 1) > tokens)) {
        batches.add(array(batch));
        batch.clear();
        padded = length;
      }
      batch.add(index);
      longest = padded;
    }
    if (!batch.isEmpty()) {
      batches.add(array(batch));
    }
  }

  private static int[] array(List<Integer> indexes) {
    return indexes.stream().mapToInt(i -> i).toArray();
  }
}
