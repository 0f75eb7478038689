package io.depthlm.common.vlm;

import io.depthlm.common.core.LruCache;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.Question;
import io.depthlm.common.imaging.FrameKey;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.image.ImageProcessor;
import io.depthlm.common.vlm.image.ImageUnfit;
import io.depthlm.common.vlm.image.PatchGrid;
import io.depthlm.common.vlm.image.PatchedFrame;
import io.depthlm.common.vlm.image.PatchedImage;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.text.PromptBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Turns questions into tokens and patches, on the thread of the caller. A frame is cut into patches
 * once for all its questions, and a text is tokenised once per frame size.
 */
final class QuestionReader {
  /** Number of cached frames, for the batches in progress; about 7 MB each at 640 x 480. */
  private static final int FRAMES = 8;

  private static final int WORDINGS = 256;

  private final PromptBuilder prompts;
  private final ImageProcessor images;
  private final int longest;
  private final int imageToken;
  private final LruCache<FrameKey, PatchedFrame> frames = new LruCache<>(FRAMES);
  private final LruCache<Wording, int[]> wordings = new LruCache<>(WORDINGS);

  QuestionReader(PromptBuilder prompts, ImageProcessor images, TextConfig text, int maxTokens) {
    this.prompts = prompts;
    this.images = images;
    this.imageToken = prompts.imageToken();
    // Beyond a sliding window the decoder would not see the beginning of the image; none of the
    // supported models is asked that much.
    int window = text.slidingWindow() == null ? Integer.MAX_VALUE : text.slidingWindow();
    int most = text.maxPositions() == 0 ? Integer.MAX_VALUE : text.maxPositions();
    this.longest = Math.min(window, most) - maxTokens;
  }

  /**
   * A question that is ready for the device, or the reason why it is not.
   *
   * @param focalPx focal length along x of the first picture as the model sees it; null without a
   *     picture
   * @param failure null if there is a prompt
   */
  record Read(Prompt prompt, Double focalPx, Answer.Failed failure) {
    static Read failed(String code, String detail) {
      return new Read(null, null, new Answer.Failed(code, Answer.Retry.NEVER, detail));
    }
  }

  /** Side of the square of pixels that becomes one token. */
  int tokenPx() {
    return images.tokenPx();
  }

  /** Reads one question. No content of it makes this throw. */
  Read read(Question question) {
    try {
      List<PatchGrid> grids = new ArrayList<>();
      List<PatchedImage> patched = new ArrayList<>();
      for (MarkedFrame marked : question.frames()) {
        PatchedFrame frame =
            frames.of(new FrameKey(marked.frame()), key -> images.patch(key.frame().image()));
        grids.add(frame.grid());
        patched.add(frame.marked(marked.marks()));
      }
      int[] words = wordings.of(new Wording(question.text(), grids), this::tokens);
      int[] looks = looks(question, grids);
      int[] ids = Arrays.copyOf(words, words.length + looks.length);
      Arrays.fill(ids, words.length, ids.length, imageToken);
      if (ids.length > longest) {
        return Read.failed(
            "prompt_too_long",
            "the prompt has %d tokens, the model takes %d".formatted(ids.length, longest));
      }
      return new Read(new Prompt(ids, patched, looks, new int[0]), focalPx(question, grids), null);
    } catch (ImageUnfit e) {
      return Read.failed(ImageUnfit.CODE, e.getMessage());
    } catch (EngineException e) {
      return Read.failed(e.errorCode(), e.getMessage());
    }
  }

  /** The indexes of the image tokens that are repeated after the question. */
  private static int[] looks(Question question, List<PatchGrid> grids) {
    IntStream.Builder looks = IntStream.builder();
    int before = 0;
    for (int i = 0; i < grids.size(); i++) {
      for (Marks.Spot spot : question.frames().get(i).marks().shown()) {
        looks.add(before + grids.get(i).token(spot.xPx(), spot.yPx()));
      }
      before += grids.get(i).imageTokens();
    }
    return looks.build().toArray();
  }

  private static Double focalPx(Question question, List<PatchGrid> grids) {
    return grids.isEmpty()
        ? null
        : grids.get(0).effective(question.frames().get(0).frame().camera()).fxPx();
  }

  private int[] tokens(Wording wording) {
    return Arrays.stream(prompts.build(wording.text(), wording.grids()).ids())
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  private record Wording(String text, List<PatchGrid> grids) {}
}
