package io.depthlm.common.vlm.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The tokens around images in Qwen's prompts.
 *
 * @param image the token that merged patches replace
 * @param video the token that stands for video; none may appear in our prompts
 * @param start opens an image
 * @param end closes an image
 */
public record VisionTokens(int image, int video, int start, int end) {
  /** Reads the ids from a configuration; missing ones are those of the released models. */
  public static VisionTokens read(ConfigSection root) {
    return new VisionTokens(
        root.index("image_token_id").orElse(151655),
        root.index("video_token_id").orElse(151656),
        root.index("vision_start_token_id").orElse(151652),
        root.index("vision_end_token_id").orElse(151653));
  }

  /** Adds the ids to a configuration. */
  public void write(ObjectNode root) {
    root.put("image_token_id", image)
        .put("video_token_id", video)
        .put("vision_start_token_id", start)
        .put("vision_end_token_id", end);
  }
}
