package io.depthlm.common.vlm;

import io.depthlm.common.vlm.generate.StopRule;
import io.depthlm.common.vlm.text.TextTokenizer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends an answer as soon as its text contains one of the stop texts, however they are split into
 * tokens. Only tokens that can complete a stop text are decoded; all others cost one map look-up.
 */
final class StopTexts implements StopRule {
  private final TextTokenizer tokenizer;
  private final List<String> texts;
  private final Map<Integer, Boolean> completing = new ConcurrentHashMap<>();

  StopTexts(TextTokenizer tokenizer, List<String> texts) {
    this.tokenizer = tokenizer;
    this.texts = List.copyOf(texts);
  }

  @Override
  public boolean stops(int[] words, int count) {
    if (!completing.computeIfAbsent(words[count - 1], this::canComplete)) {
      return false;
    }
    String said = text(tokenizer, words, count);
    return texts.stream().anyMatch(said::contains);
  }

  private boolean canComplete(int word) {
    String own = text(tokenizer, new int[] {word}, 1);
    return texts.stream().anyMatch(text -> own.indexOf(text.charAt(text.length() - 1)) >= 0);
  }

  /** The text of the first tokens, without special tokens. */
  static String text(TextTokenizer tokenizer, int[] words, int count) {
    long[] ids = new long[count];
    for (int i = 0; i < count; i++) {
      ids[i] = words[i];
    }
    return tokenizer.decode(ids);
  }
}
