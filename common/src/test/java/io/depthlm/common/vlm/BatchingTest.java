package io.depthlm.common.vlm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.depthlm.common.vlm.model.GridSize;
import io.depthlm.common.vlm.model.PatchedImage;
import io.depthlm.common.vlm.model.Prompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchingTest {
  @Test
  void imagesOfOneSizeTogetherInTheirOrder() {
    List<Prompt> prompts =
        Arrays.asList(prompt(10, 2), prompt(10, 3), null, prompt(10, 2), prompt(10, 2));
    assertBatches(Batching.of(prompts, 2, 1000, 5), new int[] {0, 3}, new int[] {4}, new int[] {1});
  }

  @Test
  void rowsCountAsLongAsTheLongest() {
    // With 5 for the answer: 15, 15, 25: two rows of 15 fit 50, a third makes it 3 x 25 = 75.
    List<Prompt> prompts = List.of(prompt(10, 2), prompt(10, 2), prompt(20, 2), prompt(20, 2));
    assertBatches(Batching.of(prompts, 8, 50, 5), new int[] {0, 1}, new int[] {2, 3});
  }

  @Test
  void aPromptAboveTheBudgetGoesAlone() {
    List<Prompt> prompts = List.of(prompt(100, 2), prompt(3, 2), prompt(3, 2));
    assertBatches(Batching.of(prompts, 8, 20, 5), new int[] {0}, new int[] {1, 2});
  }

  private static void assertBatches(List<int[]> got, int[]... want) {
    assertEquals(want.length, got.size());
    for (int i = 0; i < want.length; i++) {
      assertArrayEquals(want[i], got.get(i), "batch " + i);
    }
  }

  private static Prompt prompt(int tokens, int side) {
    List<PatchedImage> images = new ArrayList<>();
    images.add(new PatchedImage(new GridSize(side, side), new float[side * side]));
    return new Prompt(new int[tokens], images);
  }
}
