package io.depthlm.common.vlm.image;

import io.depthlm.common.imaging.PillowBicubic;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import java.nio.file.Path;

/**
 * A checkpoint's image processor: from the pixels of a prepared frame to the patches that the
 * vision tower reads, as transformers' {@code Qwen2VLImageProcessorPil} and {@code
 * PixtralImageProcessorPil} (5.17) make them, number for number.
 *
 * <p>Immutable, thread-safe.
 */
public final class ImageProcessor {
  private final Sizing sizing;
  private final PixelValues values;
  private final float[][] table;
  private final int patchPx;
  private final int mergeSize;
  private final int temporalPatch;

  /**
   * @param sizing how the size is chosen
   * @param values how 8-bit values are normalised
   * @param patchPx side of a patch
   * @param mergeSize side of the square of patches that becomes one token
   * @param temporalPatch number of copies of a still image in a patch
   */
  public ImageProcessor(
      Sizing sizing, PixelValues values, int patchPx, int mergeSize, int temporalPatch) {
    this.sizing = sizing;
    this.values = values;
    this.table = values.table();
    this.patchPx = patchPx;
    this.mergeSize = mergeSize;
    this.temporalPatch = temporalPatch;
  }

  /**
   * The processor that a checkpoint's {@code preprocessor_config.json}, or the {@code
   * image_processor} of its {@code processor_config.json}, describes.
   *
   * @throws io.depthlm.common.vlm.checkpoint.CheckpointException if there is neither, or if a
   *     setting is not implemented
   */
  public static ImageProcessor open(Path folder, VlmConfig config) {
    return ProcessorFile.read(folder, config);
  }

  /**
   * The patches of an image of a given size, and thus the number of its tokens.
   *
   * @throws ImageUnfit if the processor refuses such an image
   */
  public PatchGrid grid(int widthPx, int heightPx) {
    Sizing.Size out = sizing.of(widthPx, heightPx);
    int rows = out.heightPx() / patchPx;
    int columns = out.widthPx() / patchPx;
    int unit = patchPx * mergeSize;
    boolean whole = mergeSize == 1 || (out.heightPx() % unit == 0 && out.widthPx() % unit == 0);
    if (rows == 0 || columns == 0 || !whole) {
      throw new ImageUnfit(
          "an image of %d x %d px is not made of whole %d px tokens; this checkpoint's processor does not resize"
              .formatted(out.widthPx(), out.heightPx(), unit));
    }
    return new PatchGrid(
        widthPx, heightPx, out.widthPx(), out.heightPx(), patchPx, rows, columns, mergeSize);
  }

  /**
   * Prepares an unpainted frame once for all its questions.
   *
   * @throws ImageUnfit if the processor refuses such an image
   */
  public PatchedFrame patch(RgbImage image) {
    PatchGrid grid = grid(image.widthPx(), image.heightPx());
    RgbImage resized = PillowBicubic.resize(image, grid.outWidthPx(), grid.outHeightPx());
    return new PatchedFrame(grid, image, resized, table, temporalPatch);
  }

  /** How the size is chosen. */
  public Sizing sizing() {
    return sizing;
  }

  /** How 8-bit values are normalised. */
  public PixelValues values() {
    return values;
  }

  /** Side of the square of pixels that becomes one token. */
  public int tokenPx() {
    return patchPx * mergeSize;
  }

  /** The number of values of a patch: 3 · temporal copies · side². */
  public int patchLength() {
    return 3 * temporalPatch * patchPx * patchPx;
  }
}
