package io.depthlm.common.vlm.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.depthlm.common.vlm.text.TokenizerCheck.Findings;
import java.util.Set;

/** The rules of {@link TokenizerCheck} for normalizers, pre-tokenizers and decoders. */
final class TokenizerComponents {
  private static final Set<String> NORMALIZERS =
      Set.of(
          "BertNormalizer",
          "ByteLevel",
          "Lowercase",
          "NFC",
          "NFD",
          "NFKC",
          "NFKD",
          "Nmt",
          "Precompiled",
          "Prepend",
          "Replace",
          "Sequence",
          "Strip",
          "StripAccents");
  private static final Set<String> PRE_TOKENIZERS =
      Set.of(
          "BertPreTokenizer",
          "ByteLevel",
          "CharDelimiterSplit",
          "Delimiter",
          "Digits",
          "FixedLength",
          "Metaspace",
          "Punctuation",
          "Sequence",
          "Split",
          "UnicodeScripts",
          "Whitespace",
          "WhitespaceSplit");
  private static final Set<String> DECODERS =
      Set.of(
          "BPEDecoder",
          "ByteFallback",
          "ByteLevel",
          "CTC",
          "Fuse",
          "Metaspace",
          "Replace",
          "Sequence",
          "Strip",
          "WordPiece");

  private static final int MAX_DEPTH = 8;

  /** Maximum factor by which a chain of replacements may lengthen a text. */
  private static final double MAX_GROWTH = 4096;

  private final Findings findings;
  private boolean shortensTexts;
  private double growth;

  TokenizerComponents(Findings findings) {
    this.findings = findings;
  }

  /** Whether a normalizer may remove all of a text. */
  boolean shortensTexts() {
    return shortensTexts;
  }

  /** Checks the normalizers. */
  void normalizer(JsonNode component) {
    growth = 1;
    normalizer(component, "normalizer", 0);
  }

  /** Checks the pre-tokenizers. */
  void preTokenizer(JsonNode component) {
    preTokenizer(component, "pre_tokenizer", 0);
  }

  /** Checks the decoders. */
  void decoder(JsonNode component) {
    growth = 1;
    decoder(component, "decoder", 0);
  }

  private void normalizer(JsonNode component, String at, int depth) {
    if (absent(component)) {
      return;
    }
    switch (Findings.type(component, at, NORMALIZERS)) {
      case "Sequence" ->
          eachOf(component, "normalizers", at, depth, (c, path) -> normalizer(c, path, depth + 1));
      case "NFC", "NFD", "NFKC", "NFKD", "ByteLevel" -> {}
      case "Prepend" -> {
        grow(at, 1 + component.path("prepend").asText("").length());
        findings.needTrial();
      }
      case "Replace" -> {
        replace(component, at);
        shortensTexts = true;
        findings.needTrial();
      }
      default -> {
        shortensTexts = true;
        findings.needTrial();
      }
    }
  }

  private void preTokenizer(JsonNode component, String at, int depth) {
    if (absent(component)) {
      return;
    }
    switch (Findings.type(component, at, PRE_TOKENIZERS)) {
      case "Sequence" ->
          eachOf(
              component, "pretokenizers", at, depth, (c, path) -> preTokenizer(c, path, depth + 1));
      case "ByteLevel", "Digits" -> {}
      case "Split" -> pattern(component.path("pattern"), at);
      case "FixedLength" -> {
        if (component.has("length") && component.path("length").asLong(0) < 1) {
          throw Findings.wrong(at + ".length", component.path("length").toString(), "at least 1");
        }
        findings.needTrial();
      }
      default -> findings.needTrial();
    }
  }

  private void decoder(JsonNode component, String at, int depth) {
    if (absent(component)) {
      return;
    }
    switch (Findings.type(component, at, DECODERS)) {
      case "Sequence" ->
          eachOf(component, "decoders", at, depth, (c, path) -> decoder(c, path, depth + 1));
      case "ByteLevel", "ByteFallback", "Fuse" -> {}
      case "Strip" -> {
        // The library counts back from the end of a token without a check of its length.
        if (component.path("stop").asLong(0) != 0) {
          throw Findings.wrong(at + ".stop", component.path("stop").toString(), "0");
        }
      }
      case "Replace" -> {
        replace(component, at);
        if (component.path("pattern").has("Regex")) {
          findings.needTrial();
        }
      }
      default -> findings.needTrial();
    }
  }

  private void replace(JsonNode component, String at) {
    JsonNode pattern = component.path("pattern");
    pattern(pattern, at);
    int shortest = Math.max(1, pattern.path("String").asText("").length());
    int content = component.path("content").asText("").length();
    grow(at, Math.max(1, (double) content / shortest));
  }

  private void pattern(JsonNode pattern, String at) {
    if (pattern.has("Regex")) {
      if (TokenizerRegex.check(pattern.path("Regex").asText(""), at + ".pattern.Regex")
          == TokenizerCheck.Verdict.NEEDS_TRIAL) {
        findings.needTrial();
      }
    } else if (pattern.path("String").asText("").isEmpty()) {
      throw Findings.wrong(at + ".pattern", pattern.toString(), "a text that is not empty");
    }
  }

  private void grow(String at, double factor) {
    growth *= factor;
    if (growth > MAX_GROWTH) {
      throw Findings.wrong(
          at, "a replacement that makes texts %.0f times longer".formatted(growth), "less");
    }
  }

  private static void eachOf(
      JsonNode sequence, String key, String at, int depth, ComponentRule rule) {
    if (depth >= MAX_DEPTH) {
      throw Findings.wrong(at, "nested deeper than " + MAX_DEPTH, "fewer levels");
    }
    JsonNode parts = sequence.path(key);
    for (int i = 0; i < parts.size(); i++) {
      rule.check(parts.get(i), at + "." + key + "[" + i + "]");
    }
  }

  static boolean absent(JsonNode component) {
    return component.isMissingNode() || component.isNull();
  }

  /** Checks one component of a sequence. */
  private interface ComponentRule {
    void check(JsonNode component, String at);
  }
}
