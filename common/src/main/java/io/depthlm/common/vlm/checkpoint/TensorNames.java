package io.depthlm.common.vlm.checkpoint;

/**
 * One name for each tensor, whichever version of transformers wrote it.
 *
 * <p>The canonical names are those that transformers 5.17 writes for Qwen2.5-VL, and the same
 * decoder names for Pixtral, so that one decoder reads both:
 *
 * <ul>
 *   <li>{@code visual.…} (Qwen vision), {@code vision_tower.…} and {@code multi_modal_projector.…}
 *       (Pixtral vision),
 *   <li>{@code model.embed_tokens.weight}, {@code model.layers.N.…}, {@code model.norm.weight},
 *   <li>{@code lm_head.weight}.
 * </ul>
 *
 * <p>In the wild also {@code model.visual.…}, {@code model.language_model.…}, {@code
 * language_model.model.…}, {@code language_model.lm_head.…}, {@code model.vision_tower.…} and the
 * bare decoder's {@code language_model.…}.
 */
public final class TensorNames {
  private static final String[] TOWERS = {"visual.", "vision_tower.", "multi_modal_projector."};

  private TensorNames() {}

  /** The canonical name of a tensor as a file names it; an unknown name stays as it is. */
  public static String canonical(String inFile) {
    String name = inFile;
    if (name.startsWith("model.")) {
      String rest = name.substring("model.".length());
      for (String tower : TOWERS) {
        if (rest.startsWith(tower)) {
          return rest;
        }
      }
      if (rest.startsWith("language_model.")) {
        name = rest;
      } else if (rest.startsWith("lm_head.")) {
        return rest;
      }
    }
    if (name.startsWith("language_model.")) {
      String rest = name.substring("language_model.".length());
      return rest.startsWith("model.") || rest.startsWith("lm_head.") ? rest : "model." + rest;
    }
    return name;
  }

  /**
   * Whether a tensor is a buffer that older versions saved and every implementation computes anew,
   * so that it may be passed over.
   */
  static boolean isComputed(String canonical) {
    return canonical.endsWith(".rotary_emb.inv_freq")
        || canonical.endsWith(".rotary_pos_emb.inv_freq")
        || canonical.endsWith(".patch_positional_embedding.inv_freq");
  }
}
