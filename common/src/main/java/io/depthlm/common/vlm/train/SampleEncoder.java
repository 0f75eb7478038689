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
import java.util.List;

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
    int[] question = wordings.of(new Wording(example.question(), grid), this::question);
    int[] answer = ids(prompts.tokenizer().encode(example.answer()));
    int[] ids = Arrays.copyOf(question, question.length + answer.length + 1);
    System.arraycopy(answer, 0, ids, question.length, answer.length);
    ids[ids.length - 1] = config.eosTokenIds().get(0);
    boolean[] taught = new boolean[ids.length];
    for (int i = loss == LossOn.ANSWER ? question.length : 1; i < ids.length; i++) {
      taught[i] = ids[i] != config.imageTokenId();
    }
    return new TrainingSample(new Prompt(ids, List.of(image)), taught);
  }

  private int[] question(Wording wording) {
    return ids(prompts.build(wording.text(), List.of(wording.grid())).ids());
  }

  private static int[] ids(long[] ids) {
    return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
  }
}
