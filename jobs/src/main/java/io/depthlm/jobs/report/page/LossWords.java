package io.depthlm.jobs.report.page;

import io.depthlm.common.core.RejectReason;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;

/** What the codes of losses mean: those of {@link RejectReason}, and {@code errors.properties}. */
final class LossWords {
  private static final Properties ERRORS = Meanings.read("errors.properties");

  private LossWords() {}

  /**
   * What is wrong and, where it is known, what to do; empty for a code of another program.
   *
   * @param what {@code rejected}, {@code failed}, {@code unparsed} or {@code cut off}
   */
  static String of(String what, String code) {
    return switch (what) {
      case "unparsed" -> "The answer has no number, or no single one.";
      case "cut off" ->
          "The answer reached max_new_tokens, so the number read from it may be wrong. Set a larger"
              + " max_new_tokens in the model's entry.";
      case "failed" -> error(code).or(() -> reason(code)).orElse("");
      default -> reason(code).orElse("");
    };
  }

  private static Optional<String> error(String code) {
    String words = ERRORS.getProperty(code);
    if (words != null) {
      return Optional.of(words);
    }
    return ERRORS.stringPropertyNames().stream()
        .filter(key -> key.endsWith("_") && code.startsWith(key))
        .findFirst()
        .map(ERRORS::getProperty);
  }

  private static Optional<String> reason(String code) {
    return Arrays.stream(RejectReason.values())
        .filter(r -> r.key().equals(code))
        .findFirst()
        .map(r -> r.about() + " " + r.remedy());
  }
}
