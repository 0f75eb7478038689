package io.depthlm.common.vlm.qwen2_5;

import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDManager;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.model.NetGolden;
import io.depthlm.common.vlm.model.VlmNet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The goldens see windows that are cut in the processor's order. */
class WindowOrderTest {
  private static final String QWEN = "qwen-tied-edges";

  @Test
  void seesTheWindowOrderDropped() {
    NetGolden golden = NetGolden.of(QWEN);
    NetGolden.Question q = golden.questions().get(0);
    try (VlmNet net = golden.net(NumberType.F32);
        NDManager scope = NetGolden.manager(net).newSubManager()) {
      QwenVisionTower tower = (QwenVisionTower) NetGolden.vision(net);
      QwenLayout layout = tower.layout(q.prompt().images().get(0).grid());
      // Patches and their coordinates stay in the processor's order, windows are cut as if not.
      int n = layout.order().length;
      long[] order = LongStream.range(0, n).toArray();
      long[] back = LongStream.range(0, layout.back().length).toArray();
      float[] rows = new float[n];
      float[] columns = new float[n];
      for (int place = 0; place < n; place++) {
        rows[(int) layout.order()[place]] = layout.rows()[place];
        columns[(int) layout.order()[place]] = layout.columns()[place];
      }
      QwenLayout dropped = new QwenLayout(order, back, rows, columns, layout.windows());
      float[] want = tower.features(q.prompt().images(), layout, scope).toFloatArray();
      float[] got = tower.features(q.prompt().images(), dropped, scope).toFloatArray();
      assertThrows(AssertionError.class, () -> NetGolden.assertClose(want, got, 1e-2, "features"));
    }
  }
}
