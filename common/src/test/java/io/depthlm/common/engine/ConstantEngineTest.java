package io.depthlm.common.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.depthlm.common.task.AnswerParser;
import io.depthlm.common.task.ParsedAnswer;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConstantEngineTest {
  @Test
  void saysItsMetresToEveryQuestion() {
    try (DepthEngine engine = new ConstantSpec(2).open(DeviceSlot.CPU)) {
      Question question = new Question("q", "how far?", List.of());
      List<Answer> answers = engine.answer(List.of(question, question, question));
      String words =
          "<think> The point is around 2.00 meters away from the camera. </think>\n\n"
              + "<answer> 2.00 </answer>";
      Answer.Said said = new Answer.Said(words, null, 0, 0, 3);
      assertEquals(List.of(said, said, said), answers);
      assertEquals(
          ParsedAnswer.of(2), AnswerParser.parse(words, TaskSpec.of(TaskKind.AXIS_DISTANCE)));
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
