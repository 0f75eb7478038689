package io.depthlm.common.vlm.random;

import io.depthlm.common.core.UserError;
import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import java.util.List;

/**
 * The sizes of random checkpoints: a tiny one for tests, for some families one of about two million
 * parameters that a laptop can train, one of about 200 million for benchmarks, and the released
 * sizes.
 */
public final class Shapes {
  private Shapes() {}

  /** The sizes of a family by name, smallest first. */
  public static List<String> names(Family family) {
    return ((RandomFamily) family).sizes();
  }

  /**
   * The configuration of a named size.
   *
   * @throws UserError if the family has none of that name
   */
  public static VlmConfig of(Family family, String size) {
    if (!names(family).contains(size)) {
      throw new UserError(
          "no size '%s' of %s".formatted(size, family.label()),
          "choose one of " + String.join(", ", names(family)));
    }
    return ((RandomFamily) family).shape(size);
  }

  /** The same model with other numbers of layers. */
  public static VlmConfig withLayers(VlmConfig config, int textLayers, int visionLayers) {
    return config.withLayers(textLayers, visionLayers);
  }
}
