package io.depthlm.common.vlm.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the JSON files of a checkpoint folder, with limits. */
public final class JsonFile {
  private static final long MAX_BYTES = 64L << 20;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxNumberLength(64)
                          .maxStringLength(4 << 20)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Two characters or more in quotes, but for JSON's own words. */
  private static final Pattern QUOTED =
      Pattern.compile("(?s)'(?!(?:null|true|false)')[^']{2,}'|\"[^\"]{2,}\"");

  private JsonFile() {}

  /**
   * The object in a file, or empty if there is no such file.
   *
   * @throws CheckpointException {@code CONFIG_INVALID} if it is too long or no JSON object
   */
  public static Optional<JsonNode> readIfPresent(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    return Optional.of(read(file));
  }

  /**
   * The object in a file.
   *
   * @throws CheckpointException {@code FILE_MISSING}, or {@code CONFIG_INVALID} if it is too long
   *     or no JSON object
   */
  public static JsonNode read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(
          Fault.FILE_MISSING,
          "no " + file.getFileName() + " in " + file.getParent(),
          "point at a checkpoint folder as Hugging Face publishes it");
    }
    try {
      long bytes = Files.size(file);
      if (bytes > MAX_BYTES) {
        throw new CheckpointException(
            Fault.CONFIG_INVALID,
            "%s has %d bytes, more than %d".formatted(file, bytes, MAX_BYTES),
            "check that this is the right file");
      }
      return parse(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CheckpointException(
          Fault.IO_FAILED, "cannot read " + file + ": " + e.getMessage(), "check the file", e);
    }
  }

  /**
   * The object in a file's content.
   *
   * @param file its name, for messages
   * @throws CheckpointException {@code CONFIG_INVALID} if it is no JSON object, {@code
   *     CONTENT_NOT_FETCHED} if it is a pointer to one
   */
  public static JsonNode parse(String file, byte[] content) {
    if (GitLfs.isPointer(content)) {
      throw GitLfs.pointer(file);
    }
    try {
      JsonNode node = MAPPER.readTree(content);
      if (!node.isObject()) {
        throw new CheckpointException(
            Fault.CONFIG_INVALID, file + " is not a JSON object", "download the file again");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          Fault.CONFIG_INVALID,
          file + " is not valid JSON: " + told(e),
          "download the file again",
          e);
    } catch (IOException e) {
      throw new CheckpointException(
          Fault.IO_FAILED, "cannot read " + file + ": " + e.getMessage(), "check the file", e);
    }
  }

  /**
   * The parser's message in one short line. The parser quotes the document, which may be any file
   * of this host that a link in an untrusted folder points to, so quotations are removed.
   */
  static String told(JsonProcessingException e) {
    String what =
        QUOTED
            .matcher(e.getOriginalMessage().replaceAll("(?s) ?\\(start marker at .*", ""))
            .replaceAll("…");
    String line = what.replaceAll("\\s+", " ");
    String told = line.length() <= 160 ? line : line.substring(0, 160) + "…";
    return e.getLocation() == null
        ? told
        : told
            + " (line %d, column %d)"
                .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }
}
