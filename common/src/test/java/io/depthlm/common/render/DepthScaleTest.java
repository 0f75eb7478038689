package io.depthlm.common.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DepthScaleTest {
  @Test
  void aRoomIsLinearWithRoundTicks() {
    DepthScale scale = DepthScale.between(0.83, 4.4);
    assertEquals(DepthScale.Spacing.LINEAR, scale.spacing());
    assertEquals(List.of(1.0, 2.0, 3.0, 4.0), scale.ticksM());
    assertEquals(0, scale.place(0.83), 1e-12);
    assertEquals(1, scale.place(4.4), 1e-12);
    assertEquals(0.5, scale.place((0.83 + 4.4) / 2), 1e-12);
    assertEquals(List.of(1.96, 1.98, 2.0, 2.02), DepthScale.between(1.95, 2.03).ticksM());
  }

  @Test
  void aStreetIsLogarithmic() {
    DepthScale scale = DepthScale.between(2, 80);
    assertEquals(DepthScale.Spacing.LOG, scale.spacing());
    assertEquals(List.of(2.0, 5.0, 10.0, 20.0, 50.0), scale.ticksM());
    assertEquals(0.5, scale.place(Math.sqrt(160)), 1e-12);
    assertEquals(List.of(4.0, 5.0, 7.0, 10.0, 20.0, 30.0), DepthScale.between(3.5, 35).ticksM());
  }

  @Test
  void oneInAHundredMayLieBeyond() {
    double[] depthsM = IntStream.range(0, 200).mapToDouble(i -> 1 + i / 100.0).toArray();
    depthsM[7] = 1000;
    DepthScale scale = DepthScale.of(depthsM);
    assertEquals(1.02, scale.minM(), 0.011);
    assertEquals(2.98, scale.maxM(), 0.011);
    DepthScale flat = DepthScale.of(new double[] {2, 2, 2});
    assertEquals(0.5, flat.place(2), 0.01);
  }

  @Test
  void aScaleThatIsNoneIsRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> DepthScale.between(2, 2)).getMessage();
    assertEquals(
        "a depth scale needs two positive metres, the lesser first, found 2.0 and 2.0", message);
  }
}
