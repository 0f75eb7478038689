package io.depthlm.common.vlm.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A checkpoint's {@code tokenizer.json} in Hugging Face's own tokenizer library, through DJL.
 * Thread-safe; holds native memory until closed.
 */
public final class TextTokenizer implements AutoCloseable {
  private static final String FILE = "tokenizer.json";

  /** Nothing of what the library would do by itself: no truncation at 512, no padding. */
  private static final Map<String, String> OPTIONS =
      Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

  private final HuggingFaceTokenizer tokenizer;

  private TextTokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * Opens the tokenizer of a checkpoint folder.
   *
   * @throws CheckpointException {@code TOKENIZER_INVALID} if there is none or it cannot be read
   */
  public static TextTokenizer open(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(
          Fault.TOKENIZER_INVALID,
          "no " + FILE + " in " + folder,
          "save the checkpoint with a fast tokenizer, or copy the file beside the weights");
    }
    try (InputStream stream = Files.newInputStream(file)) {
      return new TextTokenizer(HuggingFaceTokenizer.newInstance(stream, OPTIONS));
    } catch (IOException | RuntimeException e) {
      throw new CheckpointException(
          Fault.TOKENIZER_INVALID,
          file + " cannot be read: " + e.getMessage(),
          "download the file again",
          e);
    }
  }

  /** The tokens of a text; special tokens written in it become theirs, none are added. */
  public long[] encode(String text) {
    return tokenizer.encode(text, false, false).getIds();
  }

  /** The tokens of a text with those that the tokenizer puts around one, such as a start token. */
  public long[] encodeWithSpecials(String text) {
    return tokenizer.encode(text, true, false).getIds();
  }

  /** The text of tokens, special ones left out. */
  public String decode(long[] ids) {
    return tokenizer.decode(ids, true);
  }

  /** The id of a token that stands for itself, such as {@code [IMG]}, or empty. */
  public OptionalLong idOf(String token) {
    long[] ids = encode(token);
    return ids.length == 1 && tokenizer.decode(ids, false).equals(token)
        ? OptionalLong.of(ids[0])
        : OptionalLong.empty();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
