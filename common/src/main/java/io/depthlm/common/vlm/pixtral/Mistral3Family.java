package io.depthlm.common.vlm.pixtral;

import io.depthlm.common.vlm.checkpoint.ModelFiles;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import java.util.List;

/**
 * Mistral3 (Mistral Small 3.1 and later): the tower and the decoder of {@link PixtralFamily}, and
 * between them a merger that makes one token of a square of patches.
 */
public final class Mistral3Family extends PixtralFamily {
  /** The family; the registry's own instance is another, and equal. */
  public static final Mistral3Family INSTANCE = new Mistral3Family();

  @Override
  public String label() {
    return "mistral3";
  }

  @Override
  public String architecture() {
    return "Mistral3ForConditionalGeneration";
  }

  @Override
  public String modelType() {
    return "mistral3";
  }

  @Override
  String kind() {
    return "Mistral3";
  }

  @Override
  public VlmConfig read(ModelFiles files) {
    return PixtralReader.readMerged(files);
  }

  @Override
  public List<String> sizes() {
    return PixtralShapes.MERGED_SIZES;
  }

  @Override
  public VlmConfig shape(String size) {
    return PixtralShapes.merged(size);
  }
}
