package io.depthlm.common.vlm.train;

import io.depthlm.common.vlm.Recent;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.image.ImageProcessor;
import io.depthlm.common.vlm.image.PatchGrid;
import io.depthlm.common.vlm.image.PatchedFrame;
import io.depthlm.common.vlm.model.GridSize;
import io.depthlm.common.vlm.model.PatchedImage;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.text.PromptBuilder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Puts examples into tokens and patches. Question and answer are tokenised apart, as prediction
 * does, where the answer's tokens are the model's own. Thread-safe.
 */
public final class SampleEncoder {
  private static final int WORDINGS = 1024;

  private final PromptBuilder prompts;
  private final ImageProcessor images;
  private final VlmConfig config;
  private final LossOn loss;
  private final Recent<Wording, int[]> wordings = new Recent<>(WORDINGS);

  /**
   * A question.
   *
   * @param grid of the picture that comes before it; null in the turns after the first
   */
  private record Wording(String text, PatchGrid grid) {}

  /** The prompts and images of one checkpoint. */
  public SampleEncoder(
      PromptBuilder prompts, ImageProcessor images, VlmConfig config, LossOn loss) {
    this.prompts = prompts;
    this.images = images;
    this.config = config;
    this.loss = loss;
  }

  /** Side of the square of pixels that one image token stands for. */
  int tokenPx() {
    return images.tokenPx();
  }

  /**
   * One example ready for the model.
   *
   * @throws io.depthlm.common.vlm.image.ImageUnfit if the processor cannot take the picture
   */
  public TrainingSample encode(Example example) {
    PatchedFrame patched = images.patch(example.picture().frame().image());
    PatchGrid grid = patched.grid();
    PatchedFrame.Repaint repaint = patched.repaint(example.picture().marks());
    PatchedImage image =
        new PatchedImage(
            new GridSize(grid.rows(), grid.columns()),
            patched.values(),
            repaint.patches(),
            repaint.values());
    IntStream.Builder ids = IntStream.builder();
    BitSet answers = new BitSet();
    int length = 0;
    for (Example.Turn turn : example.turns()) {
      int[] question =
          wordings.of(new Wording(turn.question(), length == 0 ? grid : null), this::question);
      int[] answer = ids(prompts.tokenizer().encode(turn.answer()));
      for (int id : question) {
        ids.add(id);
      }
      for (int id : answer) {
        ids.add(id);
      }
      ids.add(config.eosTokenIds().get(0));
      int from = length + question.length;
      length = from + answer.length + 1;
      answers.set(from, length);
    }
    int[] all = ids.build().toArray();
    boolean[] taught = new boolean[all.length];
    for (int i = 1; i < all.length; i++) {
      taught[i] = loss == LossOn.ANSWER ? answers.get(i) : all[i] != config.imageTokenId();
    }
    return new TrainingSample(new Prompt(all, List.of(image)), taught);
  }

  private int[] question(Wording wording) {
    return ids(
        wording.grid() == null
            ? prompts.further(wording.text())
            : prompts.build(wording.text(), List.of(wording.grid())).ids());
  }

  private static int[] ids(long[] ids) {
    return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
  }
}
