package io.depthlm.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.text.OutputFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasureBoardTest {
  private static final Protocol ALL = new Protocol("distance", "", "z", "all", "pooled");

  private static MeasureFigure figure(
      String model, String run, long startedAtMs, String metric, String unit, Double value) {
    return new MeasureFigure(
        ALL,
        "set",
        new VariantName("id-" + model, model, "default", "dot", 750.0),
        run,
        startedAtMs,
        metric,
        new Figure(value, value == null ? null : value - 0.1, value == null ? null : value + 0.1),
        unit,
        "pair",
        1200,
        10);
  }

  private static final MeasureBoard BOARD =
      MeasureBoard.of(
          List.of(
              figure("near", "r1", 1, "scale", "%", 3.0),
              figure("far", "r1", 1, "scale", "%", -8.0),
              figure("none", "r1", 1, "scale", "%", null),
              figure("far", "r1", 1, "compression_slope", "", 1.1),
              figure("near", "r1", 1, "compression_slope", "", 0.8),
              figure("far", "r1", 1, "order_wrong", "", 0.3),
              figure("far", "r2", 2, "order_wrong", "", 0.2),
              figure("near", "r1", 1, "order_wrong", "", 0.25)));

  @Test
  void theBestOfTheNewestStandsFirst() {
    assertEquals(
        List.of(
            "order_wrong far r2",
            "order_wrong near r1",
            "scale near r1",
            "scale far r1",
            "scale none r1",
            "compression_slope far r1",
            "compression_slope near r1"),
        BOARD.figures().stream()
            .map(f -> f.metric() + " " + f.variant().model() + " " + f.runId())
            .toList());
  }

  @Test
  void aTableReadsWell() {
    assertEquals(
        """
        set: distance, compared as z, all points, pooled over points
        value [interval of the bootstrap over images]

        metric             variant                      value  unit        items  better
        -----------------  -------  -------------------------  ----  -----------  ----------------
        order_wrong        far         0.2000 [0.1000 0.3000]        1,200 pairs  lower is better
                           near        0.2500 [0.1500 0.3500]        1,200 pairs
        scale              near        3.0000 [2.9000 3.1000]  %     1,200 pairs  near 0 is better
                           far      -8.0000 [-8.1000 -7.9000]  %     1,200 pairs
                           none                             -  %     1,200 pairs
        compression_slope  far         1.1000 [1.0000 1.2000]        1,200 pairs  near 1 is better
                           near        0.8000 [0.7000 0.9000]        1,200 pairs
        """,
        MeasureBoardText.render(BOARD, OutputFormat.TABLE));
  }

  @Test
  void anOrderOfTiesIsNoMerit() {
    MeasureBoard tied =
        new MeasureBoard(
            List.of(
                figure("flat", "r1", 1, "order_wrong", "", 0.0),
                figure("flat", "r1", 1, "order_tied", "", 1.0)));
    String note = "all pairs of flat are tied, so its order_wrong of 0 is no merit";
    assertTrue(MeasureBoardText.render(tied, OutputFormat.TABLE).endsWith("note: " + note + "\n"));
    assertTrue(
        MeasureBoardText.render(tied, OutputFormat.MARKDOWN)
            .contains("order\\_wrong of 0 is no merit"));
  }

  @Test
  void nothingIsWrittenAsMinusZero() {
    assertEquals("0.0000", Labels.number(-1e-17));
    assertEquals("-0.0001", Labels.number(-0.00006));
    assertEquals("999999.5000", Labels.number(999_999.5));
    assertEquals("-3.3044e+06", Labels.number(-3_304_443.5449));
  }

  @Test
  void everyFormatHasEveryFigure() {
    List<String> csv = MeasureBoardText.render(BOARD, OutputFormat.CSV).lines().toList();
    assertEquals(8, csv.size());
    assertEquals(csv.get(0).split(",").length, csv.get(1).split(",", -1).length);
    assertTrue(csv.get(1).contains(",order_wrong,0.2,"), csv.get(1));
    List<String> json = MeasureBoardText.render(BOARD, OutputFormat.JSON).lines().toList();
    assertEquals(7, json.size());
    assertTrue(json.get(4).contains("\"value\":null"), json.get(4));
    String markdown = MeasureBoardText.render(BOARD, OutputFormat.MARKDOWN);
    assertTrue(
        markdown.contains("| scale | near | 3.0000 \\[2.9000 3.1000\\] | % | 1,200 pairs |"),
        markdown);
  }
}
