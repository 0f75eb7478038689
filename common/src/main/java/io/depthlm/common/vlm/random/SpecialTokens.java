package io.depthlm.common.vlm.random;

import io.depthlm.common.vlm.checkpoint.VisionTokens;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The special tokens of a random checkpoint's tokenizer.
 *
 * @param ids by token
 * @param firstFreeId where the other tokens begin
 * @param start the token before every text, or null
 * @param named by the names of {@code tokenizer_config.json}; a value may be null
 */
public record SpecialTokens(
    Map<String, Integer> ids, int firstFreeId, String start, Map<String, String> named) {
  // Those of the ChatML form in the released order, counted from <|endoftext|>.
  private static final int IM_START = 1;
  private static final int IM_END = 2;
  private static final int VISION_START = 9;
  private static final int VISION_END = 10;
  private static final int IMAGE_PAD = 12;
  private static final int VIDEO_PAD = 13;

  /** The tokens around images in the ChatML form, whose ids start at {@code first}. */
  public static VisionTokens visionTokens(int first) {
    return new VisionTokens(
        first + IMAGE_PAD, first + VIDEO_PAD, first + VISION_START, first + VISION_END);
  }

  /** The token that ends an answer in the ChatML form, whose ids start at {@code first}. */
  public static int chatMlEnd(int first) {
    return first + IM_END;
  }

  /** The ChatML form: {@code <|im_start|>} and the like. */
  public static SpecialTokens chatMl(VisionTokens at) {
    int first = at.image() - IMAGE_PAD;
    Map<String, Integer> ids = new LinkedHashMap<>();
    ids.put("<|endoftext|>", first);
    ids.put("<|im_start|>", first + IM_START);
    ids.put("<|im_end|>", first + IM_END);
    ids.put("<|vision_start|>", at.start());
    ids.put("<|vision_end|>", at.end());
    ids.put("<|image_pad|>", at.image());
    ids.put("<|video_pad|>", at.video());
    Map<String, String> named = new LinkedHashMap<>();
    named.put("bos_token", null);
    named.put("eos_token", "<|im_end|>");
    named.put("pad_token", "<|endoftext|>");
    return new SpecialTokens(ids, 0, null, named);
  }

  /** The token that ends an answer in the bracket form. */
  public static final int BRACKET_END = 2;

  /** The token that stands for a feature in the bracket form. */
  public static final int BRACKET_IMAGE = 10;

  /** The bracket form, {@code [INST]} and the like, at its released ids. */
  public static SpecialTokens brackets() {
    List<String> low = List.of("<unk>", "<s>", "</s>", "[INST]", "[/INST]");
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (int id = 0; id < low.size(); id++) {
      ids.put(low.get(id), id);
    }
    ids.put("[IMG]", BRACKET_IMAGE);
    ids.put("<pad>", 11);
    ids.put("[IMG_BREAK]", 12);
    ids.put("[IMG_END]", 13);
    Map<String, String> named = new LinkedHashMap<>();
    named.put("bos_token", "<s>");
    named.put("eos_token", "</s>");
    named.put("unk_token", "<unk>");
    named.put("pad_token", "<pad>");
    return new SpecialTokens(ids, 14, "<s>", named);
  }

  static SpecialTokens of(VlmConfig config) {
    return RandomFamily.of(config).specials(config);
  }
}
