package io.depthlm.common.vlm.generate;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.vlm.generate.Generated.TemplateUse;
import io.depthlm.common.vlm.model.Choices;
import java.util.Arrays;

/** The state of one answer during decoding. */
final class Row {
  private static final int[] NOTHING = {};

  private final int[] prompt;
  private final StopRule stop;
  private final AnswerTemplate template;
  private final int[] forcedEnd;
  private final int[] words;
  private final float[] logProbabilities;
  private final float[][] watched;
  private int[] expected;
  private int said;
  private Stage stage;
  private boolean ended;
  private Answer.Finish finish = Answer.Finish.LENGTH;

  /** The progress along the template. */
  private enum Stage {
    OPENING,
    NUMBER,
    REST,
    FOLLOWED,
    LEFT,
    NONE
  }

  /**
   * @param prompt the question's tokens
   * @param template may be null
   * @param rules may be null
   * @param maxWords at least 1
   */
  Row(int[] prompt, StopRule stop, AnswerTemplate template, WordRules rules, int maxWords) {
    this.prompt = prompt;
    this.stop = stop;
    this.forcedEnd = rules == null ? NOTHING : rules.forcedEnd();
    this.template = template;
    this.words = new int[maxWords];
    this.logProbabilities = new float[maxWords];
    this.watched = new float[maxWords][];
    this.stage = template == null ? Stage.NONE : Stage.OPENING;
    this.expected = template == null ? NOTHING : atMost(template.opening(), maxWords - 1);
  }

  /** The tokens that are expected next, to be run together with {@link #last}. */
  int[] expected() {
    return expected;
  }

  /** Whether there are expected tokens. */
  boolean expects() {
    return expected.length > 0;
  }

  /** The last generated token; it is not in the cache yet. */
  int last() {
    return words[said - 1];
  }

  /** The tokens of the question. */
  int[] prompt() {
    return prompt;
  }

  /** The generated tokens. */
  int[] words() {
    return Arrays.copyOf(words, said);
  }

  /** Whether the answer is complete. */
  boolean ended() {
    return ended;
  }

  /**
   * Processes the choices after the last token and after each expected one.
   *
   * @return the number of expected tokens that were chosen, which are valid in the cache
   */
  int take(Choices choices) {
    int matched = 0;
    for (int i = 0; ; i++) {
      watched[said] = choices.watched()[i];
      say((int) choices.words()[i], choices.logProbabilities()[i]);
      boolean match = i < expected.length && words[said - 1] == expected[i];
      if (ended || !match) {
        break;
      }
      matched++;
    }
    follow(matched);
    return matched;
  }

  private void say(int word, float logProbability) {
    boolean forced = said == words.length - 1 && forcedEnd.length > 0;
    words[said] = forced ? forcedEnd[0] : word;
    logProbabilities[said] = forced ? (float) -Math.log(forcedEnd.length) : logProbability;
    said++;
    // Nothing can be chosen from logits that are not finite.
    boolean lost = !Float.isFinite(logProbabilities[said - 1]);
    boolean stopped = stop.stops(words, said);
    ended = lost || said == words.length || stopped;
    finish = stopped && !forced ? Answer.Finish.STOP : Answer.Finish.LENGTH;
  }

  private void follow(int matched) {
    boolean all =
        matched == expected.length
            || (ended && matched == expected.length - 1 && last() == expected[matched]);
    expected = NOTHING;
    switch (stage) {
      case OPENING -> {
        Stage next = template.onlyOpens() ? Stage.FOLLOWED : Stage.NUMBER;
        stage = all ? next : Stage.LEFT;
      }
      case REST -> stage = all ? Stage.FOLLOWED : Stage.LEFT;
      default -> {}
    }
    if (stage == Stage.NUMBER && !ended && template.endsNumber(last())) {
      int[] number = Arrays.copyOfRange(words, template.opening().length, said - 1);
      int[] rest = template.rest(number);
      stage = rest.length == 0 ? Stage.FOLLOWED : Stage.REST;
      expected = atMost(rest, words.length - said - 1);
    }
  }

  private static int[] atMost(int[] words, int count) {
    return words.length <= count ? words : Arrays.copyOf(words, Math.max(0, count));
  }

  Generated generated() {
    TemplateUse use =
        switch (stage) {
          case NONE -> TemplateUse.NONE;
          case FOLLOWED -> TemplateUse.SAID;
          default -> TemplateUse.DEVIATED;
        };
    return new Generated(
        Arrays.copyOf(words, said),
        Arrays.copyOf(logProbabilities, said),
        Arrays.copyOf(watched, said),
        use,
        finish);
  }
}
