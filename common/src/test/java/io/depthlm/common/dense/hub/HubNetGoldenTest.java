package io.depthlm.common.dense.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

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
        DenseGolden.assertClose(
            picture.depth(), DenseGolden.everyThirdRowAndFifthColumn(map), what + ": map");
        float[] at = at(map, picture, checkpoint.model().quantity());
        DenseGolden.assertClose(picture.depthAt(), at, what + ": depths at pixels");
      }
    }
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
}
