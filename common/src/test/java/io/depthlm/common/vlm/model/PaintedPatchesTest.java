package io.depthlm.common.vlm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.image.GridSize;
import io.depthlm.common.vlm.image.PatchedImage;
import io.depthlm.common.vlm.image.Pixels;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A frame goes to the device once, whatever the number of questions about it. */
class PaintedPatchesTest {
  private static final GridSize GRID = new GridSize(4, 6);
  private static final int LENGTH = 5;

  @Test
  void aBatchHasEachImageWithItsMarker() {
    float[] frame = Noise.of("frame", GRID.patches() * LENGTH, 0, 1);
    float[] other = Noise.of("other", GRID.patches() * LENGTH, 0, 1);
    List<PatchedImage> images =
        List.of(
            painted(frame, 0, 7),
            painted(other, 23),
            painted(frame),
            painted(frame, 7),
            painted(other));
    PaintedPatches batch = PaintedPatches.of(images);
    // Two frames and four patches, not five images.
    assertEquals(2L * GRID.patches() * LENGTH + 4 * LENGTH, batch.numbers());
    List<Float> want = new ArrayList<>();
    images.forEach(image -> floats(Pixels.of(image)).forEach(want::add));
    assertEquals(want, floats(numbers(batch)));
  }

  @Test
  void aThousandQuestionsSendTheFrameOnce() {
    float[] frame = new float[GRID.patches() * LENGTH];
    List<PatchedImage> images = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      images.add(painted(frame, i % GRID.patches()));
    }
    assertEquals(frame.length + 1000L * LENGTH, PaintedPatches.of(images).numbers());
  }

  @Test
  void withoutMarkersNothingIsPainted() {
    float[] frame = Noise.of("frame", GRID.patches() * LENGTH, 0, 1);
    PaintedPatches batch = PaintedPatches.of(List.of(painted(frame)));
    assertArrayEquals(frame, numbers(batch));
  }

  @Test
  void imagesOfAnotherGridAreRefused() {
    List<PatchedImage> images =
        List.of(
            painted(new float[GRID.patches() * LENGTH]),
            new PatchedImage(new GridSize(6, 4), new float[GRID.patches() * LENGTH]));
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> PaintedPatches.of(images));
    assertTrue(refused.getMessage().contains("among images of"), refused.getMessage());
  }

  private static float[] numbers(PaintedPatches batch) {
    NetGolden golden = NetGolden.of("qwen-tied-edges");
    try (NDManager manager = TorchRuntime.manager(DeviceSlot.CPU);
        ScriptModule script =
            VlmNet.inference(
                golden.config(), manager, Numerics.of(NumberType.F32), Products.PLAIN)) {
      return batch.tensor(script, manager).toFloatArray();
    }
  }

  private static List<Float> floats(float[] numbers) {
    List<Float> list = new ArrayList<>();
    for (float number : numbers) {
      list.add(number);
    }
    return list;
  }

  private static PatchedImage painted(float[] base, int... patches) {
    String name = "paint" + Arrays.toString(patches);
    return new PatchedImage(GRID, base, patches, Noise.of(name, patches.length * LENGTH, 0, 1));
  }
}
