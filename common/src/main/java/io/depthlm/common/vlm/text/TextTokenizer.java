package io.depthlm.common.vlm.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.fasterxml.jackson.databind.JsonNode;
import io.depthlm.common.core.Ids;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import io.depthlm.common.vlm.checkpoint.JsonFile;
import io.depthlm.common.vlm.text.TokenizerCheck.Verdict;
import io.depthlm.common.vlm.torch.NativeLibraries;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A checkpoint's {@code tokenizer.json} in Hugging Face's own tokenizer library, through DJL.
 * Thread-safe; holds native memory until it is closed.
 */
public final class TextTokenizer implements AutoCloseable {
  private static final String FILE = "tokenizer.json";

  /** Turns off the defaults of the library: truncation at 512 tokens, and padding. */
  static final Map<String, String> OPTIONS =
      Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

  private static final String REMEDY =
      "use the tokenizer.json that the checkpoint was published with";

  /**
   * More than any prompt needs; some regular expressions take a step for each pair of characters.
   */
  private static final int MAX_TEXT_CHARS = 100_000;

  private final HuggingFaceTokenizer tokenizer;

  private TextTokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * Opens the tokenizer of a checkpoint folder.
   *
   * @throws CheckpointException {@code TOKENIZER_INVALID} if there is none, if it cannot be read,
   *     or if it would crash the native library
   * @throws io.depthlm.common.engine.EngineException if the native library cannot be started
   */
  public static TextTokenizer open(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(
          Fault.TOKENIZER_INVALID,
          "no " + FILE + " in " + folder,
          "save the checkpoint with a fast tokenizer, or copy the file beside the weights");
    }
    NativeLibraries.selectTokenizerBuild();
    NativeLibraries.start("the tokenizer library", LibUtils::checkStatus);
    check(file);
    try (InputStream stream = Files.newInputStream(file)) {
      return new TextTokenizer(HuggingFaceTokenizer.newInstance(stream, OPTIONS));
    } catch (IOException | RuntimeException e) {
      throw invalid(file, e.getMessage(), "download the file again", e);
    }
  }

  private static void check(Path file) {
    try {
      JsonNode json = JsonFile.read(file);
      if (TokenizerCheck.of(json) == Verdict.NEEDS_TRIAL) {
        String sha256 = Ids.sha256Hex(Files.readAllBytes(file));
        Optional<String> failure = TokenizerTrial.failure(file, sha256, largestId(json) + 1);
        if (failure.isPresent()) {
          throw invalid(file, failure.get(), REMEDY, null);
        }
      }
    } catch (IllegalArgumentException e) {
      throw invalid(file, e.getMessage(), REMEDY, e);
    } catch (CheckpointException e) {
      if (e.fault() != Fault.CONFIG_INVALID) {
        throw e;
      }
      throw new CheckpointException(
          Fault.TOKENIZER_INVALID, e.getMessage().lines().findFirst().orElse(""), REMEDY, e);
    } catch (IOException e) {
      throw new CheckpointException(
          Fault.IO_FAILED,
          "cannot try " + file + " in a process of its own: " + e.getMessage(),
          "check that /bin/sh and " + System.getProperty("java.home") + "/bin/java can be run",
          e);
    }
  }

  private static long largestId(JsonNode json) {
    JsonNode vocabulary = json.path("model").path("vocab");
    long largest = vocabulary.isArray() ? vocabulary.size() - 1L : 0;
    if (vocabulary.isObject()) {
      for (JsonNode id : vocabulary) {
        largest = Math.max(largest, id.asLong());
      }
    }
    for (JsonNode token : json.path("added_tokens")) {
      largest = Math.max(largest, token.path("id").asLong());
    }
    return largest;
  }

  private static CheckpointException invalid(
      Path file, String why, String remedy, Exception cause) {
    return new CheckpointException(
        Fault.TOKENIZER_INVALID, file + " cannot be read: " + why, remedy, cause);
  }

  /** The tokens of a text. Special tokens in the text are recognised, and none are added. */
  public long[] encode(String text) {
    return encode(text, false);
  }

  /** The tokens of a text with those that the tokenizer adds, such as a start token. */
  public long[] encodeWithSpecials(String text) {
    return encode(text, true);
  }

  private long[] encode(String text, boolean withSpecials) {
    if (text.length() > MAX_TEXT_CHARS) {
      throw new CheckpointException(
          Fault.TEMPLATE_INVALID,
          "a prompt of %d characters is longer than %d".formatted(text.length(), MAX_TEXT_CHARS),
          "shorten the question or the system prompt, or check the chat template");
    }
    try {
      return ids(text, withSpecials);
    } catch (RuntimeException e) {
      throw new CheckpointException(
          Fault.TOKENIZER_INVALID,
          FILE + " cannot encode the prompt: " + e.getMessage(),
          REMEDY,
          e);
    }
  }

  /**
   * DJL's own encoding of a text copies its tokens, their places and six lists more out of the
   * library, which takes as long as the tokens themselves; a prompt needs only the ids.
   */
  private long[] ids(String text, boolean withSpecials) {
    long encoding = TokenizersLibrary.LIB.encode(tokenizer.getHandle(), text, withSpecials);
    try {
      return TokenizersLibrary.LIB.getTokenIds(encoding);
    } finally {
      TokenizersLibrary.LIB.deleteEncoding(encoding);
    }
  }

  /** The text of tokens, without special tokens. */
  public String decode(long[] ids) {
    return tokenizer.decode(ids, true);
  }

  /** The id of a token by its text, such as {@code [IMG]}, or empty. */
  public OptionalLong idOf(String token) {
    long[] ids = encode(token);
    return ids.length == 1 && tokenizer.decode(ids, false).equals(token)
        ? OptionalLong.of(ids[0])
        : OptionalLong.empty();
  }

  /**
   * The id of a required token.
   *
   * @throws CheckpointException {@code TOKENIZER_INVALID} if it is not
   */
  public long requiredId(String token) {
    return idOf(token)
        .orElseThrow(
            () ->
                new CheckpointException(
                    Fault.TOKENIZER_INVALID,
                    "tokenizer.json has no token " + token,
                    "use the tokenizer of this checkpoint"));
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
