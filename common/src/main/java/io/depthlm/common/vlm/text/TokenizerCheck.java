package io.depthlm.common.vlm.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/**
 * Checks a {@code tokenizer.json} before the native tokenizer reads it. A value that makes this
 * library panic ends the whole process, and Java code cannot catch that. So values that are known
 * to panic are refused here, and values that have to be tried are reported as such.
 *
 * <p>The rules follow the behaviour of tokenizers 0.21.4, the version inside DJL 0.35.1 and 0.36.0.
 * A component that this version does not have is refused too: a newer version may panic in unknown
 * ways.
 */
final class TokenizerCheck {
  /** What is known about a file before it is loaded. */
  enum Verdict {
    /** All components are known to be safe. */
    SOUND,
    /** A component has to be tried. */
    NEEDS_TRIAL
  }

  private static final long MAX_ID = Integer.MAX_VALUE;

  /**
   * The library compares each added token with all earlier ones: more tokens would take minutes to
   * load.
   */
  private static final int MAX_ADDED_TOKENS = 16_384;

  private final Findings findings = new Findings();

  private TokenizerCheck() {}

  /**
   * Checks a file.
   *
   * @throws IllegalArgumentException with the invalid field and its value
   */
  static Verdict of(JsonNode file) {
    TokenizerCheck check = new TokenizerCheck();
    TokenizerComponents components = new TokenizerComponents(check.findings);
    components.normalizer(file.path("normalizer"));
    components.preTokenizer(file.path("pre_tokenizer"));
    components.decoder(file.path("decoder"));
    new TokenizerTemplates(check.findings).postProcessor(file.path("post_processor"));
    check.model(file.path("model"));
    check.addedTokens(file.path("added_tokens"), components.shortensTexts());
    return check.findings.verdict();
  }

  private void model(JsonNode model) {
    String type = model.path("type").asText("");
    switch (type) {
      case "BPE" -> {
        ids(model.path("vocab"));
        mergesHavePrefix(model);
      }
      case "WordPiece", "WordLevel" -> {
        ids(model.path("vocab"));
        findings.needTrial();
      }
      case "Unigram" -> findings.needTrial();
      default -> throw Findings.wrong("model.type", type, "BPE, WordPiece, WordLevel or Unigram");
    }
  }

  private static void ids(JsonNode vocabulary) {
    for (Map.Entry<String, JsonNode> entry : vocabulary.properties()) {
      id("model.vocab", entry.getValue());
    }
  }

  /** The library removes the prefix from the second half of each merge without a check. */
  private static void mergesHavePrefix(JsonNode model) {
    String prefix = model.path("continuing_subword_prefix").asText("");
    if (model.path("continuing_subword_prefix").isNull() || prefix.isEmpty()) {
      return;
    }
    for (JsonNode merge : model.path("merges")) {
      String second =
          merge.isTextual()
              ? merge.asText().substring(merge.asText().indexOf(' ') + 1)
              : merge.path(1).asText("");
      if (!second.startsWith(prefix)) {
        throw Findings.wrong(
            "model.merges", merge.toString(), "a second half that begins with " + prefix);
      }
    }
  }

  private void addedTokens(JsonNode tokens, boolean mayVanish) {
    if (tokens.size() > MAX_ADDED_TOKENS) {
      throw Findings.wrong(
          "added_tokens", tokens.size() + " tokens", "at most " + MAX_ADDED_TOKENS);
    }
    for (int i = 0; i < tokens.size(); i++) {
      JsonNode token = tokens.get(i);
      String at = "added_tokens[" + i + "]";
      id(at + ".id", token.path("id"));
      if (token.path("content").asText("").isBlank() && token.path("lstrip").asBoolean()) {
        throw Findings.wrong(
            at, token.toString(), "no lstrip for a token of white space, which strips itself");
      }
      if (mayVanish && token.path("normalized").asBoolean()) {
        findings.needTrial(); // an empty token matches between the bytes of a character
      }
    }
  }

  private static void id(String at, JsonNode id) {
    if (!id.isIntegralNumber()
        || !id.canConvertToLong()
        || id.asLong() < 0
        || id.asLong() > MAX_ID) {
      throw Findings.wrong(at, id.toString(), "an id from 0 to " + MAX_ID);
    }
  }

  /** What was found so far. */
  static final class Findings {
    private Verdict verdict = Verdict.SOUND;

    /** Records that a component has to be tried. */
    void needTrial() {
      verdict = Verdict.NEEDS_TRIAL;
    }

    Verdict verdict() {
      return verdict;
    }

    /** The error for a field. */
    static IllegalArgumentException wrong(String at, String found, String expected) {
      String shown = found.length() <= 80 ? found : found.substring(0, 77) + "...";
      return new IllegalArgumentException(
          "%s is %s, expected %s".formatted(at, shown.isEmpty() ? "missing" : shown, expected));
    }

    /** The type of a component, which must be one of the library's. */
    static String type(JsonNode component, String at, Set<String> known) {
      String type = component.path("type").asText("");
      if (!known.contains(type)) {
        throw wrong(
            at + ".type", type, "one of " + String.join(", ", known.stream().sorted().toList()));
      }
      return type;
    }
  }
}
