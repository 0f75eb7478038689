package io.depthlm.common.vlm.image;

/** All patches of an image. */
public final class Pixels {
  private Pixels() {}

  /** [P · L], with the image's marker. */
  public static float[] of(PatchedImage image) {
    float[] values = image.base().clone();
    int length = image.patchLength();
    for (int i = 0; i < image.changed().length; i++) {
      System.arraycopy(image.changes(), i * length, values, image.changed()[i] * length, length);
    }
    return values;
  }
}
