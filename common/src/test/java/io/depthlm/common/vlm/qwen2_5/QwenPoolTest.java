package io.depthlm.common.vlm.qwen2_5;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.image.GridSize;
import io.depthlm.common.vlm.image.PatchedImage;
import io.depthlm.common.vlm.image.Pixels;
import io.depthlm.common.vlm.model.NetGolden;
import io.depthlm.common.vlm.model.Noise;
import io.depthlm.common.vlm.model.VlmNet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows that no marker touches are computed once, and nothing else changes. */
class QwenPoolTest {
  private static final GridSize GRID = new GridSize(10, 14);
  private static final int PATCH = 3 * 2 * 14 * 14;

  // The pool of the first is one block deep, of the second two, of the third none.
  @ParameterizedTest
  @ValueSource(strings = {"qwen-tied-edges", "qwen-untied-two-images", "qwen-mha-all-windows"})
  void sharedFramesGiveTheFeaturesOfEachImageAlone(String name) {
    float[] frame = Noise.of("frame", GRID.patches() * PATCH, 0, 1.8);
    float[] other = Noise.of("other", GRID.patches() * PATCH, 0, 1.8);
    List<PatchedImage> images =
        List.of(
            painted(frame, 3),
            painted(frame, 50, 51, 139),
            new PatchedImage(GRID, other),
            painted(frame),
            painted(other, 0));
    try (VlmNet net = NetGolden.of(name).net(NumberType.F32);
        NDManager scope = NetGolden.manager(net).newSubManager()) {
      float[] got = NetGolden.vision(net).features(images, scope).toFloatArray();
      List<float[]> alone = new ArrayList<>();
      for (PatchedImage image : images) {
        PatchedImage whole = new PatchedImage(GRID, Pixels.of(image));
        NDArray features = NetGolden.vision(net).features(List.of(whole), scope);
        alone.add(features.toFloatArray());
      }
      int each = got.length / images.size();
      for (int i = 0; i < images.size(); i++) {
        NetGolden.assertClose(
            alone.get(i), Arrays.copyOfRange(got, i * each, (i + 1) * each), 1e-5, "image " + i);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 100})
  void aPointCostsItsOwnWindowsOnly(int points) {
    QwenLayout layout = QwenLayout.of(GRID, 2, 4);
    float[] frame = new float[GRID.patches() * PATCH];
    List<PatchedImage> images = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      images.add(painted(frame, 5));
    }
    images.add(painted(frame));
    // 5 x 7 blocks in windows of 4 x 4: the first holds 64 patches.
    assertEquals(140 + 64 * points, QwenPool.of(images, layout).patches());
  }

  private static PatchedImage painted(float[] base, int... patches) {
    return new PatchedImage(
        GRID, base, patches, Noise.of("paint" + patches.length, patches.length * PATCH, 0, 1.8));
  }
}
