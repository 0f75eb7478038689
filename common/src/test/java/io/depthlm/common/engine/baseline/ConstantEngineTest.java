package io.depthlm.common.engine.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.MeasuredKind;
import io.depthlm.common.engine.Question;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConstantEngineTest {
  @Test
  void answersEveryQuestionWithItsMetres() {
    try (DepthEngine engine = new ConstantSpec(2.005).open(DeviceSlot.CPU)) {
      Question question = new Question("q", "how far?", List.of());
      // 2.005 in binary lies below: two decimals as Python's .2f writes them
      Answer two = new Answer.Measured(2.0, MeasuredKind.AS_ASKED, null, 3);
      assertEquals(List.of(two, two, two), engine.answer(List.of(question, question, question)));
    }
  }

  @Test
  void theSpecTravelsAndIsItsIdentity() throws Exception {
    ConstantSpec spec = new ConstantSpec(2.5);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(spec);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertEquals(spec, in.readObject());
    }
    assertEquals("constant", spec.engine());
    assertEquals(Map.of("depth_m", "2.5"), spec.identity());
  }

  @Test
  void metresThatRoundToNothingAreRefused() {
    for (double depthM : new double[] {0, -1, 0.004, Double.NaN, Double.POSITIVE_INFINITY}) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> new ConstantSpec(depthM));
      assertEquals("depth_m is at least 0.01, found " + depthM, e.getMessage());
    }
  }
}
