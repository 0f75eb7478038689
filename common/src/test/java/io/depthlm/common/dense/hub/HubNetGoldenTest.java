package io.depthlm.common.dense.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.dense.DenseGolden;
import io.depthlm.common.dense.DenseGolden.Picture;
import io.depthlm.common.dense.DepthMap;
import io.depthlm.common.dense.DepthMap.Quantity;
import io.depthlm.common.dense.Planes;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.MeasuredKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Networks of folders against transformers: the numbers they read, their maps, depths at pixels.
 */
class HubNetGoldenTest {
  /** Of the value itself; of the largest where the value is less than a hundredth of that. */
  private static final double TOLERANCE = 1e-4;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "depth-anything-metric",
        "depth-anything-relative-swiglu",
        "depth-anything-coarse-head",
        "depth-pro",
        "depth-pro-two-sizes",
        "depth-pro-without-view",
        "zoedepth",
        "zoedepth-normed",
        "zoedepth-first-of-two",
        "zoedepth-second-of-two"
      })
  void agreesWithTransformers(String name) {
    DenseGolden golden = DenseGolden.of(name);
    HubCheckpoint checkpoint = HubCheckpoint.open(golden.write(folder));
    try (HubNet net = HubNet.load(checkpoint, DeviceSlot.CPU)) {
      List<Picture> pictures = golden.pictures();
      for (int i = 0; i < pictures.size(); i++) {
        Picture picture = pictures.get(i);
        String what = name + ", picture " + i;
        Planes planes = net.prepare(picture.frame());
        int[] shape = {1, 3, planes.heightPx(), planes.widthPx()};
        assertArrayEquals(picture.pixelsShape(), shape, what);
        float[] some = new float[picture.everyPixel().length];
        for (int j = 0; j < some.length; j++) {
          some[j] = planes.values()[golden.step() * j];
        }
        assertArrayEquals(picture.everyPixel(), some, 1e-6f, what + ": pixel values");
        DepthMap map = net.map(planes);
        assertArrayEquals(
            picture.depthShape(), new int[] {map.heightPx(), map.widthPx()}, what + ": map");
        assertClose(picture.depth(), everyThirdRowAndFifthColumn(map), what + ": map");
        float[] at = at(map, picture, checkpoint.model().quantity());
        assertClose(picture.depthAt(), at, what + ": depths at pixels");
      }
    }
  }

  private static float[] everyThirdRowAndFifthColumn(DepthMap map) {
    float[] some = new float[(map.heightPx() + 2) / 3 * ((map.widthPx() + 4) / 5)];
    int n = 0;
    for (int y = 0; y < map.heightPx(); y += 3) {
      for (int x = 0; x < map.widthPx(); x += 5) {
        some[n++] = map.values()[y * map.widthPx() + x];
      }
    }
    assertEquals(some.length, n);
    return some;
  }

  /** Depths as the reference's processor gives them; it leaves those without a unit as they are. */
  private static float[] at(DepthMap map, Picture picture, Quantity quantity) {
    float[] depths = new float[picture.at().length];
    for (int i = 0; i < depths.length; i++) {
      int[] pixel = picture.at()[i];
      double value =
          map.at(
              pixel[0],
              pixel[1],
              picture.frame().image().widthPx(),
              picture.frame().image().heightPx());
      boolean unit = quantity.kind() != MeasuredKind.RELATIVE;
      depths[i] = (float) (unit ? DenseGolden.depth(quantity, value) : value);
    }
    return depths;
  }

  private static void assertClose(float[] want, float[] got, String what) {
    assertEquals(want.length, got.length, what);
    float largest = 0;
    for (float w : want) {
      largest = Math.max(largest, Math.abs(w));
    }
    assertTrue(largest > 0, what + ": nothing to compare");
    for (int i = 0; i < want.length; i++) {
      double most = TOLERANCE * Math.max(Math.abs(want[i]), largest / 100);
      if (!(Math.abs(want[i] - got[i]) <= most)) {
        throw new AssertionError(
            "%s: %s at %d, the reference has %s".formatted(what, got[i], i, want[i]));
      }
    }
  }
}
