package io.depthlm.common.vlm.checkpoint;

import java.util.List;

/**
 * One canonical name for each tensor, independent of the version of transformers that wrote it.
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
 * bare decoder's {@code language_model.…}; and before any of them what wrappers in training leave:
 * {@code module.} (distributed), {@code _orig_mod.} (compiled), {@code base_model.model.} (peft).
 */
public final class TensorNames {
  /** Distributed training, torch.compile, peft. */
  private static final String[] WRAPPERS = {"module.", "_orig_mod.", "base_model.model."};

  private TensorNames() {}

  /** The canonical name of a tensor in a file; an unknown name does not change. */
  public static String canonical(String inFile) {
    String name = unwrapped(inFile);
    if (name.startsWith("model.")) {
      String rest = name.substring("model.".length());
      for (String tower : Towers.PREFIXES) {
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

  /** The name without the prefixes that wrappers of a module add in training. */
  private static String unwrapped(String inFile) {
    String name = inFile;
    for (boolean more = true; more; ) {
      more = false;
      for (String wrapper : WRAPPERS) {
        if (name.startsWith(wrapper)) {
          name = name.substring(wrapper.length());
          more = true;
        }
      }
    }
    return name;
  }

  /**
   * Whether a tensor is a buffer that older versions saved and that can be ignored, because every
   * implementation computes it.
   */
  static boolean isComputed(String canonical) {
    return canonical.endsWith(".rotary_emb.inv_freq")
        || canonical.endsWith(".rotary_pos_emb.inv_freq")
        || canonical.endsWith(".patch_positional_embedding.inv_freq");
  }

  /** Of all families. */
  private static final class Towers {
    private static final List<String> PREFIXES =
        Family.all().stream().flatMap(family -> family.towers().stream()).distinct().toList();
  }
}
