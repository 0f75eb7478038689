package io.depthlm.common.dense.depthvlm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.depthlm.common.dense.DenseGolden;
import io.depthlm.common.dense.DepthMap;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.image.GridSize;
import io.depthlm.common.vlm.image.PatchedImage;
import io.depthlm.common.vlm.model.Noise;
import io.depthlm.common.vlm.model.Numerics;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.model.VlmNet;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Maps against DepthVLM's own code, run in Python. */
class DepthVlmGoldenTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"tied", "untied"})
  void mapsAgreeWithItsOwnCode(String name) {
    DenseGolden golden = DenseGolden.ofDepthVlm(name);
    Checkpoint checkpoint = Checkpoint.open(golden.write(folder));
    try (VlmNet net = VlmNet.load(checkpoint, Numerics.F32, DeviceSlot.CPU);
        DepthHeadNet head =
            DepthHeadNet.load(DepthHead.tensors(folder, checkpoint), DeviceSlot.CPU);
        NDManager manager = TorchRuntime.manager(DeviceSlot.CPU)) {
      for (JsonNode picture : golden.file("pictures")) {
        GridSize grid = new GridSize(picture.get("rows").asInt(), picture.get("columns").asInt());
        float[] pixels =
            Noise.of(picture.get("pixels").asText(), grid.patches() * 3 * 2 * 16 * 16, 0, 1.8);
        List<PatchedImage> images = List.of(new PatchedImage(grid, pixels));
        int[] ids = DenseGolden.ints(picture.get("ids"));
        int end = grid.patches() / 4 + 7;
        int[] ending = Arrays.copyOf(ids, end);
        assertEquals(150, ending[end - 1], "the picture's last token");
        DepthMap map = map(net, head, new Prompt(ids, images), grid, manager);
        DepthMap cut = map(net, head, new Prompt(ending, images), grid, manager);
        int[] shape = DenseGolden.ints(picture.get("depth_shape"));
        assertArrayEquals(shape, new int[] {map.heightPx(), map.widthPx()});
        float[] want = DenseGolden.floats(picture.get("depth"));
        DenseGolden.assertClose(want, DenseGolden.everyThirdRowAndFifthColumn(map), name);
        DenseGolden.assertClose(
            want, DenseGolden.everyThirdRowAndFifthColumn(cut), name + ", the picture alone");
      }
    }
  }

  private static DepthMap map(
      VlmNet net, DepthHeadNet head, Prompt prompt, GridSize grid, NDManager manager) {
    try (NDManager scope = manager.newSubManager()) {
      return head.map(net.imageStates(prompt, scope), grid.rows() / 2, grid.columns() / 2, 32);
    }
  }
}
