package io.depthlm.common.vlm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.depthlm.common.vlm.image.GridSize;
import io.depthlm.common.vlm.image.PatchedImage;
import io.depthlm.common.vlm.model.Prompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchingTest {
  private static final int IMAGE = 7;

  @Test
  void imagesOfOneSizeTogetherInTheirOrder() {
    List<Prompt> prompts =
        Arrays.asList(prompt(10, 2), prompt(10, 3), null, prompt(10, 2), prompt(10, 2));
    assertBatches(
        new Batching(2, 1000, 5, IMAGE).of(prompts),
        new int[] {0, 3},
        new int[] {4},
        new int[] {1});
  }

  @Test
  void rowsCountAsLongAsTheLongest() {
    // With 5 for the answer: 15, 15, 25: two rows of 15 fit 50, a third makes it 3 x 25 = 75.
    List<Prompt> prompts = List.of(prompt(10, 2), prompt(10, 2), prompt(20, 2), prompt(20, 2));
    assertBatches(new Batching(8, 50, 5, IMAGE).of(prompts), new int[] {0, 1}, new int[] {2, 3});
  }

  @Test
  void aPromptAboveTheBudgetGoesAlone() {
    List<Prompt> prompts = List.of(prompt(100, 2), prompt(3, 2), prompt(3, 2));
    assertBatches(new Batching(8, 20, 5, IMAGE).of(prompts), new int[] {0}, new int[] {1, 2});
  }

  @Test
  void questionsAboutOnePictureShareWhatTheyBeginWith() {
    List<PatchedImage> picture = List.of(image(2));
    List<PatchedImage> other = List.of(image(2));
    List<Prompt> prompts =
        List.of(
            new Prompt(new int[] {1, IMAGE, IMAGE, 2, 3, 4}, picture),
            new Prompt(new int[] {1, IMAGE, IMAGE, 2, 3}, other),
            new Prompt(new int[] {1, IMAGE, IMAGE, 2, 5, 4, 4}, picture),
            new Prompt(new int[] {1, IMAGE, IMAGE, 2}, picture));
    List<Batching.Batch> batches = new Batching(8, 1000, 5, IMAGE).of(prompts);
    assertBatches(batches, new int[] {0, 2, 3}, new int[] {1});
    // The last ends where they part, and keeps a token of its own.
    assertEquals(3, batches.get(0).shared());
    assertEquals(0, batches.get(1).shared());
  }

  @Test
  void aPictureThatDoesNotStandInWhatIsSharedIsNotShared() {
    List<PatchedImage> picture = List.of(image(2));
    List<Prompt> prompts =
        List.of(
            new Prompt(new int[] {1, 2, IMAGE, IMAGE, 3}, picture),
            new Prompt(new int[] {1, 4, IMAGE, IMAGE, 3}, picture));
    List<Batching.Batch> batches = new Batching(8, 1000, 5, IMAGE).of(prompts);
    assertEquals(0, batches.get(0).shared());
    assertBatches(batches, new int[] {0, 1});
  }

  @Test
  void whatAQuestionIsShownAgainIsItsOwn() {
    List<PatchedImage> picture = List.of(image(2));
    List<Prompt> prompts = new ArrayList<>();
    for (int look = 0; look < 3; look++) {
      int[] ids = {1, IMAGE, IMAGE, 2, 3, IMAGE};
      prompts.add(new Prompt(ids, picture, new int[] {look}, new int[0]));
    }
    List<Batching.Batch> batches = new Batching(8, 1000, 5, IMAGE).of(prompts);
    assertBatches(batches, new int[] {0, 1, 2});
    assertEquals(5, batches.get(0).shared());
  }

  @Test
  void questionsThatAreMarkedOtherwiseShowOtherPictures() {
    PatchedImage plain = image(2);
    List<Prompt> prompts = new ArrayList<>();
    for (int patch : new int[] {0, 1, 0}) {
      PatchedImage marked =
          new PatchedImage(plain.grid(), plain.base(), new int[] {patch}, new float[] {1});
      prompts.add(new Prompt(new int[] {IMAGE, 2, prompts.size()}, List.of(marked)));
    }
    List<Batching.Batch> batches = new Batching(8, 1000, 5, IMAGE).of(prompts);
    assertBatches(batches, new int[] {0, 2}, new int[] {1});
    assertEquals(2, batches.get(0).shared());
  }

  @Test
  void whatIsSharedCountsOnceWithinTheBudget() {
    List<PatchedImage> picture = List.of(image(2));
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int[] ids = new int[100];
      ids[10] = IMAGE;
      ids[95] = i;
      prompts.add(new Prompt(ids, picture));
    }
    // 95 shared and 5 + 5 each: 10 fit into 200.
    List<Batching.Batch> batches = new Batching(8, 200, 5, IMAGE).of(prompts);
    assertEquals(4, batches.size());
    assertEquals(10, batches.get(0).indexes().length);
    // 16 times the questions of a batch that shares nothing.
    assertEquals(16, new Batching(1, 10_000, 5, IMAGE).of(prompts).get(0).indexes().length);
  }

  private static PatchedImage image(int side) {
    return new PatchedImage(new GridSize(side, side), new float[side * side]);
  }

  private static void assertBatches(List<Batching.Batch> got, int[]... want) {
    assertEquals(want.length, got.size());
    for (int i = 0; i < want.length; i++) {
      assertArrayEquals(want[i], got.get(i).indexes(), "batch " + i);
    }
  }

  private static Prompt prompt(int tokens, int side) {
    List<PatchedImage> images = new ArrayList<>();
    images.add(new PatchedImage(new GridSize(side, side), new float[side * side]));
    return new Prompt(new int[tokens], images);
  }
}
