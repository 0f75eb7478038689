package io.depthlm.common.vlm.train;

import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.core.LruCache;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.image.ImageProcessor;
import io.depthlm.common.vlm.image.PatchGrid;
import io.depthlm.common.vlm.image.PatchedFrame;
import io.depthlm.common.vlm.image.PatchedImage;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.text.PromptBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Puts examples into tokens and patches. Question and answer are tokenised apart, as prediction
 * does, where the answer's tokens are the model's own. Several questions about a picture become
 * branches of one sequence: the picture is read once for all of them. Thread-safe.
 */
public final class SampleEncoder {
  private static final int WORDINGS = 1024;

  private final PromptBuilder prompts;
  private final ImageProcessor images;
  private final VlmConfig config;
  private final TrainConfig.Loss loss;
  private final LruCache<Wording, int[]> wordings = new LruCache<>(WORDINGS);

  /**
   * A question.
   *
   * @param grids of the pictures that come before it
   */
  private record Wording(String text, List<PatchGrid> grids) {}

  /** The prompts and images of one checkpoint. */
  public SampleEncoder(
      PromptBuilder prompts, ImageProcessor images, VlmConfig config, TrainConfig.Loss loss) {
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
   * @throws io.depthlm.common.vlm.image.ImageUnfit if the processor cannot take a picture
   */
  public TrainingSample encode(Example example) {
    List<PatchGrid> grids = new ArrayList<>();
    List<PatchedImage> patched = new ArrayList<>();
    for (MarkedFrame picture : example.pictures()) {
      PatchedFrame frame = images.patch(picture.frame().image());
      grids.add(frame.grid());
      patched.add(frame.marked(picture.marks()));
    }
    List<int[]> questions = new ArrayList<>();
    for (Example.Turn turn : example.turns()) {
      questions.add(wordings.of(new Wording(turn.question(), grids), this::question));
    }
    int common = common(questions);
    IntStream.Builder ids = IntStream.builder();
    BitSet taught = new BitSet();
    int[] branches = new int[questions.size() == 1 ? 0 : questions.size()];
    IntStream.Builder looks = IntStream.builder();
    append(ids, questions.get(0), 0, common);
    int length = common;
    for (int turn = 0; turn < questions.size(); turn++) {
      if (branches.length > 0) {
        branches[turn] = length;
      }
      int[] question = questions.get(turn);
      int[] answer = ids(prompts.tokenizer().encode(example.turns().get(turn).answer()));
      append(ids, question, common, question.length);
      length += question.length - common;
      for (Marks.Spot look : example.turns().get(turn).looks()) {
        ids.add(config.imageTokenId());
        looks.add(grids.get(0).token(look.xPx(), look.yPx()));
        length++;
      }
      append(ids, answer, 0, answer.length);
      ids.add(config.eosTokenIds().get(0));
      int from = length;
      length = from + answer.length + 1;
      taught.set(from, length);
    }
    int[] all = ids.build().toArray();
    if (loss == TrainConfig.Loss.ALL_TEXT) {
      teachQuestions(taught, all, branches);
    }
    boolean[] marks = new boolean[all.length];
    taught.stream().forEach(i -> marks[i] = true);
    return new TrainingSample(new Prompt(all, patched, looks.build().toArray(), branches), marks);
  }

  private static void append(IntStream.Builder ids, int[] from, int start, int end) {
    for (int i = start; i < end; i++) {
      ids.add(from[i]);
    }
  }

  /** All words but images and the first of each branch: the one before that is another's last. */
  private void teachQuestions(BitSet taught, int[] ids, int[] branches) {
    for (int i = 1; i < ids.length; i++) {
      if (ids[i] != config.imageTokenId()) {
        taught.set(i);
      }
    }
    for (int start : branches) {
      taught.clear(start);
    }
  }

  /**
   * How many tokens all questions begin with, which several are not made to read one by one; each
   * keeps at least its last token, which says the answer's first.
   */
  private static int common(List<int[]> questions) {
    if (questions.size() == 1) {
      return 0;
    }
    int[] first = questions.get(0);
    int common = first.length - 1;
    for (int[] question : questions) {
      int differs = Arrays.mismatch(first, question);
      common = Math.min(common, differs < 0 ? common : Math.min(differs, question.length - 1));
    }
    return common;
  }

  private int[] question(Wording wording) {
    return ids(prompts.build(wording.text(), wording.grids()).ids());
  }

  private static int[] ids(long[] ids) {
    return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
  }
}
