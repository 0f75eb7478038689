package io.depthlm.common.vlm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.vlm.torch.ScriptArchive;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tensors of more than one piece. */
class TensorPiecesTest {
  @Test
  void piecesTogetherAreTheTensorThereAndBack() throws IOException {
    float[] numbers = new float[6 * 5];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i / 7f;
    }
    try (NDManager manager = TorchRuntime.manager(DeviceSlot.CPU);
        ScriptModule script =
            ScriptModule.compile(
                manager, ScriptArchive.resource(TrainableNet.class, "train.torchscript"))) {
      TensorPieces pieces = new TensorPieces(script, manager, 7);
      NDArray tensor = manager.create(numbers, new Shape(6, 5));
      List<Integer> lengths = new ArrayList<>();
      pieces.read(tensor, piece -> lengths.add(piece.length));
      assertEquals(List.of(7, 7, 7, 7, 2), lengths);
      assertArrayEquals(numbers, pieces.all(tensor));
      NDArray other = manager.zeros(new Shape(5, 6));
      pieces.write(other, numbers);
      assertArrayEquals(numbers, other.toFloatArray());
      assertArrayEquals(numbers, new TensorPieces(script, manager, 30).all(other), "one piece");
    }
  }
}
