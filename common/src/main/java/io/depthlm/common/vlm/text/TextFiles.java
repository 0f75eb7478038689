package io.depthlm.common.vlm.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.depthlm.common.core.WholeFile;
import io.depthlm.common.settings.TextSource;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import io.depthlm.common.vlm.checkpoint.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the chat template and the special tokens in the files where transformers 4 and 5 store
 * them.
 */
public final class TextFiles {
  private static final List<String> SPECIAL =
      List.of("bos_token", "eos_token", "unk_token", "pad_token");
  private static final List<String> TEMPLATES =
      List.of(
          "chat_template.jinja",
          "chat_template.json",
          "processor_config.json",
          "tokenizer_config.json");
  private static final int MAX_TEMPLATE_BYTES = 1 << 20;

  private final Path folder;

  TextFiles(Path folder) {
    this.folder = folder;
  }

  /** The template of a folder. */
  ChatTemplate template() {
    return new ChatTemplate(source(), specialTokens());
  }

  /**
   * Whether every file that may contain the template is in the folder itself. A link may point
   * anywhere on this host, and errors must not quote its target.
   */
  boolean isTemplateOwn() {
    try {
      Path own = folder.toRealPath();
      for (String name : TEMPLATES) {
        Path file = folder.resolve(name);
        if (Files.exists(file) && !file.toRealPath().startsWith(own)) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private String source() {
    Path jinja = folder.resolve(TEMPLATES.get(0));
    if (Files.isRegularFile(jinja)) {
      return text(jinja);
    }
    for (String file : TEMPLATES.subList(1, TEMPLATES.size())) {
      Optional<JsonNode> node = JsonFile.readIfPresent(folder.resolve(file));
      Optional<String> template = node.flatMap(n -> template(n.path("chat_template")));
      if (template.isPresent()) {
        return template.get();
      }
    }
    throw new CheckpointException(
        Fault.TEMPLATE_INVALID,
        "no chat template in " + folder,
        "copy chat_template.jinja, or the tokenizer_config.json or processor_config.json that"
            + " holds it");
  }

  /** A template, or the one named default if there are several. */
  private static Optional<String> template(JsonNode node) {
    if (node.isTextual()) {
      return Optional.of(node.textValue());
    }
    JsonNode found = node.path("default");
    for (JsonNode named : node) {
      if (named.path("name").asText().equals("default")) {
        found = named.path("template");
      }
    }
    return found.isTextual() ? Optional.of(found.textValue()) : Optional.empty();
  }

  private static String text(Path file) {
    try {
      return TextSource.text(WholeFile.read(file, MAX_TEMPLATE_BYTES));
    } catch (WholeFile.TooLargeException e) {
      throw new CheckpointException(
          Fault.TEMPLATE_INVALID,
          file + " is longer than " + MAX_TEMPLATE_BYTES + " bytes",
          "check that this is the right file");
    } catch (IOException e) {
      throw new CheckpointException(
          Fault.TEMPLATE_INVALID,
          "cannot read " + file + ": " + e.getMessage(),
          "save it as UTF-8, and check its permissions",
          e);
    }
  }

  /** The special tokens by the names that templates use. */
  Map<String, String> specialTokens() {
    Map<String, String> tokens = new HashMap<>();
    for (String file : List.of("tokenizer_config.json", "special_tokens_map.json")) {
      JsonFile.readIfPresent(folder.resolve(file))
          .ifPresent(
              node -> {
                for (String name : SPECIAL) {
                  String token = token(node.path(name));
                  if (token != null) {
                    tokens.putIfAbsent(name, token);
                  }
                }
              });
    }
    return tokens;
  }

  /** The text of an image token; a processor file may change it. */
  public String imageToken(String key, String otherwise) {
    for (String file : List.of("processor_config.json", "tokenizer_config.json")) {
      Optional<JsonNode> node = JsonFile.readIfPresent(folder.resolve(file));
      String token = node.map(n -> token(n.path(key))).orElse(null);
      if (token != null) {
        return token;
      }
    }
    return otherwise;
  }

  private static String token(JsonNode node) {
    JsonNode content = node.isObject() ? node.path("content") : node;
    return content.isTextual() ? content.textValue() : null;
  }
}
