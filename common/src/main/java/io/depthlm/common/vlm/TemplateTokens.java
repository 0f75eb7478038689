package io.depthlm.common.vlm;

import io.depthlm.common.vlm.generate.AnswerTemplate;
import io.depthlm.common.vlm.text.TextTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The fixed text of a training answer as tokens. In the text, {@code {}} stands for the number; a
 * text without it is a prefix.
 *
 * <p>Two numbers are inserted and the tokens compared: tokens that do not change are fixed. This is
 * a guess that decoding verifies; if a tokenizer merges text and digits in another way, the
 * template only applies less often.
 */
final class TemplateTokens {
  private static final String NUMBER = "{}";

  private TemplateTokens() {}

  /** The template, or empty if the tokenizer leaves no fixed words before the first number. */
  static Optional<AnswerTemplate> of(String text, TextTokenizer tokenizer) {
    String whole = text.contains(NUMBER) ? text : text + NUMBER;
    long[] a = tokenizer.encode(whole.replace(NUMBER, "1111"));
    long[] b = tokenizer.encode(whole.replace(NUMBER, "2222"));
    if (a.length != b.length) {
      return Optional.empty();
    }
    List<int[]> parts = new ArrayList<>();
    int[] part = new int[a.length];
    int n = 0;
    boolean inNumber = false;
    for (int i = 0; i < a.length; i++) {
      if (a[i] == b[i]) {
        part[n++] = Math.toIntExact(a[i]);
        inNumber = false;
      } else if (!inNumber) {
        parts.add(Arrays.copyOf(part, n));
        n = 0;
        inNumber = true;
      }
    }
    parts.add(Arrays.copyOf(part, n));
    boolean usable = parts.size() > 1 && parts.get(0).length > 0;
    return usable ? Optional.of(new AnswerTemplate(parts)) : Optional.empty();
  }
}
