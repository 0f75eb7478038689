package io.depthlm.common.vlm.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.depthlm.common.vlm.text.TokenizerCheck.Findings;
import java.util.Set;

/**
 * The rules of {@link TokenizerCheck} for post-processors, which add special tokens around a text.
 */
final class TokenizerTemplates {
  private static final Set<String> KNOWN =
      Set.of("BertProcessing", "ByteLevel", "RobertaProcessing", "Sequence", "TemplateProcessing");

  private static final int MAX_SPECIAL_TOKENS = 1024;

  private final Findings findings;

  /** The number of processors that add tokens; only the first one can be used by the library. */
  private int adding;

  TokenizerTemplates(Findings findings) {
    this.findings = findings;
  }

  /** Checks the post-processor. */
  void postProcessor(JsonNode component) {
    check(component, "post_processor");
  }

  private void check(JsonNode component, String at) {
    if (TokenizerComponents.absent(component)) {
      return;
    }
    switch (Findings.type(component, at, KNOWN)) {
      case "ByteLevel" -> {}
      case "Sequence" -> {
        if (at.length() > "post_processor".length()) {
          throw Findings.wrong(at + ".type", "Sequence", "no sequence inside a sequence");
        }
        JsonNode processors = component.path("processors");
        for (int i = 0; i < processors.size(); i++) {
          check(processors.get(i), at + ".processors[" + i + "]");
        }
      }
      case "TemplateProcessing" -> {
        onlyOne(at);
        JsonNode tokens = component.path("special_tokens");
        template(component.path("single"), tokens, at + ".single", Set.of("A"));
        template(component.path("pair"), tokens, at + ".pair", Set.of("A", "B"));
      }
      default -> {
        onlyOne(at);
        findings.needTrial();
      }
    }
  }

  private void onlyOne(String at) {
    if (++adding > 1) {
      throw Findings.wrong(at, "a second processor that adds tokens", "one");
    }
  }

  private static void template(JsonNode pieces, JsonNode tokens, String at, Set<String> sequences) {
    int added = 0;
    for (JsonNode piece : pieces) {
      String sequence = piece.path("Sequence").path("id").asText("A");
      if (!sequences.contains(sequence)) {
        throw Findings.wrong(at, "sequence " + sequence, "one of " + sequences);
      }
      if (piece.has("SpecialToken")) {
        String id = piece.path("SpecialToken").path("id").asText("");
        JsonNode token = tokens.path(id);
        if (token.path("ids").isEmpty()
            || token.path("ids").size() != token.path("tokens").size()) {
          throw Findings.wrong(
              at,
              "special token '" + id + "'",
              "one of special_tokens, with as many ids as tokens");
        }
        added += token.path("ids").size();
      }
    }
    if (added > MAX_SPECIAL_TOKENS) {
      throw Findings.wrong(at, added + " special tokens", "at most " + MAX_SPECIAL_TOKENS);
    }
  }
}
