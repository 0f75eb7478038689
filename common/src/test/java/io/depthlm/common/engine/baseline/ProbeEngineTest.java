package io.depthlm.common.engine.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.Ids;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.Question;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.Crop;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.imaging.TestPictures;
import io.depthlm.common.task.AnswerParser;
import io.depthlm.common.task.ParsedAnswer;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProbeEngineTest {
  private static final int W = 60;
  private static final int H = 40;

  private final DepthEngine engine = new ProbeSpec().open(DeviceSlot.CPU);

  @Test
  void digestsTheFrameTheWindowAndTheWords() {
    PreparedFrame frame = frame(1);
    MarkedFrame marked = new MarkedFrame(frame, Markers.named("red_arrow").paint(30, 20));
    // The arrow at (30, 20) covers columns 25 to 29 and rows 18 to 22.
    RgbImage painted = new RgbImage(W, H, marked.painted());
    byte[] window = new Crop(25, 18, 5, 5).of(painted).rgb();
    ByteBuffer place = ByteBuffer.allocate(24 + window.length);
    place.putInt(W).putInt(H).putInt(25).putInt(18).putInt(5).putInt(5).put(window);
    assertEquals(
        "frame=%s window=%s words=%s"
            .formatted(
                letters(Ids.sha256Hex(frame.image().rgb())),
                letters(Ids.sha256Hex(place.array())),
                letters(Ids.sha256Hex(new byte[] {'h', 'o', 'w', '?'}))),
        ask("how?", marked));
  }

  @Test
  void everyChangeOfTheInputShows() {
    Set<String> answers = new HashSet<>();
    PreparedFrame frame = frame(1);
    assertTrue(answers.add(ask("how far?", marked(frame, "red_arrow", 30, 20))));
    assertTrue(answers.add(ask("how far?", marked(frame, "red_arrow", 31, 20))));
    assertTrue(answers.add(ask("how far?", marked(frame, "red_cross", 30, 20))));
    assertTrue(answers.add(ask("how near?", marked(frame, "red_arrow", 30, 20))));
    assertTrue(answers.add(ask("how far?", marked(frame(2), "red_arrow", 30, 20))));
    assertTrue(answers.add(ask("how far?", marked(frame, "text", 30, 20))));
    assertTrue(
        answers.add(
            ask("how far?", marked(frame, "red_arrow", 30, 20), marked(frame, "text", 0, 0))));
    assertTrue(
        !answers.add(ask("how far?", marked(frame(1), "red_arrow", 30, 20))),
        "not the same for equal pixels");
  }

  @Test
  void questionsOnOneFrameShareItsDigest() {
    PreparedFrame frame = frame(1);
    String one = ask("how far?", marked(frame, "red_arrow", 30, 20));
    // Painting on the shared pixels is forbidden; done here, it shows that they are not read again.
    frame.image().rgb()[0] ^= 1;
    assertEquals(one, ask("how far?", marked(frame, "red_arrow", 30, 20)));
    PreparedFrame changed =
        new PreparedFrame(new RgbImage(W, H, frame.image().rgb().clone()), frame.camera());
    assertNotEquals(one, ask("how far?", marked(changed, "red_arrow", 30, 20)));
  }

  @Test
  void noAnswerReadsAsANumber() {
    for (int seed = 0; seed < 200; seed++) {
      String text = ask("question " + seed, marked(frame(seed), "red_dot", 10 + seed % 40, 20));
      for (TaskKind kind : new TaskKind[] {TaskKind.DISTANCE, TaskKind.AXIS_DISTANCE}) {
        assertEquals(ParsedAnswer.UNPARSED, AnswerParser.parse(text, TaskSpec.of(kind)), text);
      }
      assertTrue(text.matches("frame=[a-p]{16} window=[a-p]{16} words=[a-p]{16}"), text);
    }
  }

  @Test
  void marksOutsideTheFrameFailTheirQuestionAlone() {
    PreparedFrame frame = frame(1);
    Marks outside = Markers.named("red_arrow").paint(W + 1, 20);
    Question wrong = new Question("q1", "how far?", List.of(new MarkedFrame(frame, outside)));
    Question right = new Question("q2", "how far?", List.of(marked(frame, "red_arrow", 30, 20)));
    List<Answer> answers = engine.answer(List.of(wrong, right));
    assertEquals(
        new Answer.Failed(
            "marks_outside_frame",
            Answer.Retry.NEVER,
            "Window[leftPx=56, topPx=18, rightPx=60, bottomPx=22] reaches beyond a frame of 60 x"
                + " 40"),
        answers.get(0));
    assertEquals(2, ((Answer.Said) answers.get(1)).batchSize());
  }

  @Test
  void allProbesAreOneVariant() {
    assertEquals(new ProbeSpec(), new ProbeSpec());
    assertEquals("probe", new ProbeSpec().engine());
    assertEquals(Map.of("digest", "sha256-64"), new ProbeSpec().identity());
    assertEquals(EngineSpec.Needs.PIXELS, new ProbeSpec().needs());
  }

  private String ask(String text, MarkedFrame... frames) {
    Answer answer = engine.answer(List.of(new Question("q", text, List.of(frames)))).get(0);
    return ((Answer.Said) answer).text();
  }

  private static PreparedFrame frame(int seed) {
    return new PreparedFrame(TestPictures.noise(seed, W, H), new Intrinsics(50, 50, 30, 20, W, H));
  }

  private static MarkedFrame marked(PreparedFrame frame, String marker, int x, int y) {
    return new MarkedFrame(frame, Markers.named(marker).paint(x, y));
  }

  private static String letters(String hex) {
    StringBuilder out = new StringBuilder();
    for (char digit : hex.substring(0, 16).toCharArray()) {
      out.append((char) ('a' + Character.digit(digit, 16)));
    }
    return out.toString();
  }
}
