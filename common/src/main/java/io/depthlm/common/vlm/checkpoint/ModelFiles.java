package io.depthlm.common.vlm.checkpoint;

import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import java.util.List;

/**
 * The input from which a family reads its configuration.
 *
 * @param root {@code config.json}
 * @param generation {@code generation_config.json}; without keys if there is none
 * @param shapes of the tensors by canonical name
 */
public record ModelFiles(ConfigSection root, ConfigSection generation, TensorShapes shapes) {
  /**
   * The section of the decoder; transformers 4 writes the keys of some families beside
   * vision_config.
   */
  public ConfigSection text() {
    return root.has("text_config") ? root.section("text_config") : root;
  }

  /** The decoder's configuration. */
  public TextConfig decoder(DecoderDefaults defaults) {
    return new DecoderReader(root, text(), shapes).read(defaults);
  }

  /** The tokens that end an answer. */
  public List<Integer> eosTokenIds(int otherwise) {
    return generation
        .ints("eos_token_id")
        .or(() -> text().ints("eos_token_id"))
        .or(() -> root.ints("eos_token_id"))
        .orElse(List.of(otherwise));
  }

  /**
   * The attention heads of a vision tower.
   *
   * @throws CheckpointException if they do not divide its width into multiples of 4
   */
  public static int heads(ConfigSection vision, int hidden, String... keys) {
    int heads = vision.size(keys).orElse(16);
    if (hidden % heads != 0 || hidden / heads % 4 != 0) {
      throw new CheckpointException(
          Fault.CONFIG_INVALID,
          "config.json: vision_config: %d heads do not divide width %d into multiples of 4"
              .formatted(heads, hidden),
          "correct " + keys[0]);
    }
    return heads;
  }

  /**
   * The colour channels of a vision tower: 3.
   *
   * @throws CheckpointException if it has others
   */
  public static int channels(ConfigSection vision, int ofTensor, String... keys) {
    int channels = vision.size(keys).orElse(ofTensor);
    if (channels != 3) {
      throw vision.wrong(keys[0], "3: pictures are red, green and blue");
    }
    return channels;
  }

  /**
   * Refuses a value other than the one that is implemented.
   *
   * @param absent what a missing key means
   */
  public static void require(ConfigSection section, String key, String wanted, String absent) {
    if (!section.text(key).orElse(absent).equals(wanted)) {
      throw section.unsupported(key);
    }
  }
}
