package io.depthlm.common.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class AnswerParserTest {
  private static final TaskSpec DISTANCE = TaskSpec.of(TaskKind.DISTANCE);
  private static final TaskSpec SPEED = TaskSpec.speed(2);
  private static final TaskSpec TIME = TaskSpec.time(1.5);

  /** One hard case; {@code value} null means unparsed. */
  private record Case(TaskSpec task, String text, Double value) {}

  private static Case metres(String text, double value) {
    return new Case(DISTANCE, text, value);
  }

  private static Case none(String text) {
    return new Case(DISTANCE, text, null);
  }

  private static final List<Case> CASES =
      List.of(
          // the learnt form
          metres(
              "<think> The point is around 2.35 meters away from the camera. </think>\n\n<answer> 2.35 </answer>",
              2.35),
          metres("<answer>2.35</answer>", 2.35),
          metres("<ANSWER>\n2.35\n</Answer>", 2.35),
          metres("<answer> 2.35 m </answer>", 2.35),
          metres("<answer>**2.35**</answer>", 2.35),
          metres("<answer>\\boxed{2.35}</answer>", 2.35),
          metres("<answer>$2.35$</answer>", 2.35),
          metres("<answer>{\"depth\": \"2.35\"}</answer>", 2.35),
          metres("<answer>{'depth': '-2.35'}</answer>", -2.35),
          metres("<answer>İstanbul 2.35</answer>", 2.35),
          // tags unclosed, unopened, nested, twice, empty
          metres("<think> about 9 </think> <answer> 2.35", 2.35),
          metres("<think> about 9 </think> <answer>", 9),
          metres("<think> about 9 </think> <answer> </answer>", 9),
          metres(" 2.35 </answer> and then 7", 2.35),
          metres("<answer><answer> 2.35 </answer></answer>", 2.35),
          metres("<answer> 2.35 </answer>\n<answer> 9.99 </answer>", 2.35),
          metres("<think> I use <answer> tags, 3 of them </think><answer> 2.35 </answer>", 2.35),
          metres("<answer 2.35", 2.35),
          metres("<think> The point is around 2.35 met", 2.35),
          // no number
          none(null),
          none(""),
          none(" \n\t "),
          none("I cannot tell."),
          none("cannot tell"),
          none("two meters"),
          none("NaN"),
          none("Infinity"),
          none("-inf"),
          none("<think> around 2.35 meters </think><answer> cannot tell </answer>"),
          none("<think> around 2.35 meters </think><answer> NaN </answer>"),
          none("."),
          none("-"),
          none("<answer>"),
          none("</answer>"),
          none("1e999"),
          // the last of several
          metres("between the chair at 1.2 and the wall, so 2.35.", 2.35),
          metres("It is 3 meters. No: 2.35 meters.", 2.35),
          metres("2.35 meters (7.71 feet)", 7.71 * 0.3048),
          metres("<answer> 2.0 or 2.5 </answer>", 2.5),
          metres("1, 2, 3", 3),
          metres("1,2,3", 3),
          metres("(2.35)", 2.35),
          metres("around...2.35", 2.35),
          metres("2.35...", 2.35),
          metres("2.", 2),
          metres("The distance is 2. Really", 2),
          metres(".5 m", 0.5),
          metres("distance=2.35", 2.35),
          metres("distance:2.35m", 2.35),
          metres("~2.35 m", 2.35),
          metres("≈2.35m", 2.35),
          metres("<2.35 m", 2.35),
          // units
          metres("235 cm", 2.35),
          metres("235cm.", 2.35),
          metres("235 Centimeters", 2.35),
          metres("2350 mm", 2.35),
          metres("2350 millimetres", 2.35),
          metres("0.00235 km", 2.35),
          metres("0.00235 kilometers", 2.35),
          metres("10 ft", 3.048),
          metres("10 feet", 3.048),
          metres("1 foot", 0.3048),
          metres("10 in", 0.254),
          metres("10 inches away", 0.254),
          metres("2.35 in front of the camera", 2.35),
          metres("2.35 in total", 2.35),
          metres("2 yards", 1.8288),
          metres("0.5 miles", 804.672),
          metres("a 2.35-meter gap", 2.35),
          metres("2.35 M", 2.35),
          metres("5'6\"", 1.6764),
          metres("5 ft 6 in away", 1.6764),
          metres("5ft6in", 1.6764),
          metres("5 feet and 6 inches", 1.6764),
          metres("5′6″", 1.6764),
          metres("2 m 35 cm", 2.35),
          metres("1 km 200 m", 1200),
          metres("2 m, 235 cm", 2.35),
          metres("2.35\u00a0m", 2.35),
          metres("距离约为2.35米。", 2.35),
          metres("大约235厘米", 2.35),
          metres("2.35 m, 90% sure", 2.35),
          metres("2.35 m at an angle of 30°", 2.35),
          metres("2.35 m at 30 degrees, pixel 320 px", 2.35),
          metres("2.35 meters, computed in 0.2 seconds", 2.35),
          metres("2.35 m away, walking at 1.5 m/s", 2.35),
          none("90%"),
          none("3 seconds"),
          // thousands and decimal commas
          metres("1,234.5 mm", 1.2345),
          metres("1,234,567 mm", 1234.567),
          metres("1.234,5 mm", 1.2345),
          metres("1.234.567 mm", 1234.567),
          metres("2,350 mm", 2.35),
          metres("2,35 m", 2.35),
          metres("0,350 m", 0.35),
          metres("1\u202f234 mm", 1.234),
          metres("1\u00a0234,5 mm", 1.2345),
          metres("12,5", 12.5),
          metres("2.350 m", 2.35),
          // ranges: the middle
          metres("2-3 m", 2.5),
          metres("2 - 3 meters", 2.5),
          metres("2–3 m", 2.5),
          metres("2 to 3 meters", 2.5),
          metres("between 2 and 3 meters", 2.5),
          metres("2m-3m", 2.5),
          metres("50 cm to 1 m", 0.75),
          metres("200-300 cm", 2.5),
          metres("<answer> 2.0 ~ 3.0 </answer>", 2.5),
          metres("3 to 2 meters", 2),
          metres("chairs 1 and 2.35 meters", 2.35),
          metres("2.35 ± 0.1 m", 2.35),
          metres("235 +/- 10 cm", 2.35),
          metres("2.35 +/-0.1 m", 2.35),
          // scientific
          metres("2.35e0", 2.35),
          metres("235E-2 m", 2.35),
          metres("2.35e+00", 2.35),
          metres("2.35 × 10^0", 2.35),
          metres("235 x 10^-2 m", 2.35),
          metres("235*10**-2", 2.35),
          metres("235 × 10⁻² m", 2.35),
          metres("2.35\\times 10^{0} m, that is 2.35 m", 2.35),
          metres("1e-400", 0),
          // sign and zero
          metres("-2.35", -2.35),
          metres("<answer> -2.35 m </answer>", -2.35),
          metres("\u22122.35", -2.35),
          metres("+2.35", 2.35),
          metres("- 2.35 m", 2.35),
          metres("depth-2.35", 2.35),
          metres("0", 0),
          metres("0.00 m", 0),
          // not quantities
          none("frame=3fa9c1d07be2"),
          none("frame=3fa9c1 window=77e01bb0"),
          none("12e45678"),
          none("f00d"),
          none("12345678901234567890123456789012"),
          none("version 1.2.3"),
          none("640x480"),
          none("640×480"),
          none("a 3D scene"),
          none("the 2nd object"),
          none("x7.5 y2"),
          none("img_01.png"),
          none("1/2"),
          none("22/11/2026"),
          metres("the 2nd object in 3D is 2.35 m away", 2.35),
          // digits of other scripts
          metres("２．３５", 2.35),
          metres("٢٫٣٥", 2.35),
          metres("२.३५ m", 2.35),
          metres("＜answer＞２.３５＜／answer＞", 2.35),
          // reasoning tasks
          new Case(
              SPEED,
              "<think> The point is around 2.35 meters away from the camera. Reaching it in 2 seconds takes a speed of 2.35 / 2 = 1.18 meters per second. </think>\n\n<answer> 1.18 </answer>",
              1.18),
          new Case(SPEED, "2.35 m / 2 s = 1.18 m/s", 1.18),
          new Case(SPEED, "1.18 m/s for 2.35 m", 1.18),
          new Case(SPEED, "3.6 km/h", 1.0),
          new Case(SPEED, "3.6 kilometers per hour", 1.0),
          new Case(SPEED, "10 mph", 4.4704),
          new Case(SPEED, "118 cm/s", 1.18),
          new Case(SPEED, "1.18 meters / second", 1.18),
          new Case(SPEED, "1.18 mps", 1.18),
          new Case(SPEED, "2.35 meters", null),
          new Case(TIME, "2.35 m at 1.5 m/s takes 1.57 s", 1.57),
          new Case(TIME, "1.57 seconds to travel 2.35 meters", 1.57),
          new Case(TIME, "1 min 5 s", 65.0),
          new Case(TIME, "1500 ms", 1.5),
          new Case(TIME, "0.5 minutes", 30.0),
          new Case(TIME, "1.57", 1.57));

  @TestFactory
  Stream<DynamicTest> hardCases() {
    return CASES.stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.task().kind().key() + ": " + c.text(),
                    () -> {
                      ParsedAnswer parsed = AnswerParser.parse(c.text(), c.task());
                      if (c.value() == null) {
                        assertNull(parsed.value());
                        assertEquals(ParseStatus.UNPARSED, parsed.status());
                      } else {
                        assertEquals(ParseStatus.OK, parsed.status());
                        assertNotNull(parsed.value());
                        assertEquals(c.value(), parsed.value(), 1e-12 * Math.abs(c.value()));
                      }
                    }));
  }

  @Test
  void readsWhatTheFormatWrites() {
    List<TaskSpec> tasks =
        List.of(
            DISTANCE,
            TaskSpec.of(TaskKind.AXIS_DISTANCE),
            SPEED,
            TIME,
            TaskSpec.of(TaskKind.POINT_DISTANCE),
            TaskSpec.of(TaskKind.CAMERA_MOTION));
    for (TaskSpec task : tasks) {
      for (double value : new double[] {0.01, 0.1, 2.35, 17.5, 80, 1234.56}) {
        String text = AnswerFormat.render(task, value);
        assertEquals(ParsedAnswer.of(value), AnswerParser.parse(text, task), text);
        String untagged = text.substring(0, text.indexOf("<answer>"));
        assertEquals(ParsedAnswer.of(value), AnswerParser.parse(untagged, task), untagged);
      }
    }
  }

  @Test
  void hugeTextsTakeLinearTime() {
    for (String unit :
        List.of(
            "1", "1,", "1.", " 2 - ", "<answer>", "9 ft ", "e", "1e", "x10^", " in ", "1-", ",")) {
      String text = unit.repeat(1_000_000 / unit.length());
      // A quadratic reading of a million characters takes a quarter of an hour; a busy machine,
      // less.
      assertTimeoutPreemptively(
          Duration.ofSeconds(60), () -> AnswerParser.parse(text, DISTANCE), unit);
    }
    String spaces = "2" + " ".repeat(1_000_000);
    assertEquals(ParsedAnswer.of(2), AnswerParser.parse(spaces, DISTANCE));
    String nested = "<answer>".repeat(50_000) + "2.35" + "</answer>".repeat(50_000);
    assertEquals(ParsedAnswer.of(2.35), AnswerParser.parse(nested, DISTANCE));
  }
}
