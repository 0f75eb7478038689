package io.depthlm.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.text.OutputFormat;
import io.depthlm.jobs.report.Leaderboard.Standing;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LeaderboardTest {
  private static final Protocol Z = new Protocol("axis_distance", "", "z", "all", "pooled");
  private static final VariantName TWO =
      new VariantName("aa00aa00aa00", "constant-2m", "default", "red_arrow", 1000.0);
  private static final VariantName FIVE =
      new VariantName("bb00bb00bb00", "constant-5m", "default", "red_arrow", 1000.0);
  private static final VariantName FIVE_750 =
      new VariantName("cc00cc00cc00", "constant-5m", "default", "red_arrow", 750.0);

  private static Score score(
      Protocol protocol,
      VariantName variant,
      String dataset,
      String runId,
      long startedAtMs,
      double delta1,
      double absRel) {
    return new Score(
        protocol,
        variant,
        dataset,
        runId,
        startedAtMs,
        new Figure(delta1, delta1 - 0.01, delta1 + 0.02),
        new Figure(absRel, absRel - 0.1, absRel + 0.1),
        1000,
        10,
        3,
        1,
        2,
        40,
        60,
        List.of("f32"));
  }

  private static Score score(VariantName variant, String dataset, double delta1, double absRel) {
    return score(Z, variant, dataset, "run-1", 1, delta1, absRel);
  }

  private static final Leaderboard SMALL =
      Leaderboard.of(
          List.of(
              score(TWO, "ibims1", 0.2819, 0.5),
              score(FIVE, "ibims1", 0.2, 0.9),
              score(FIVE_750, "ibims1", 0.2, 0.4),
              score(TWO, "nyuv2", 0.383, 0.3),
              score(FIVE, "nyuv2", 0.4, 0.7)));

  @Test
  void aTableForATerminal() {
    assertEquals(
        """
        axis_distance, compared as z, all points, pooled over points
        prompt default, marker red_arrow

        delta1, higher is better [interval of the bootstrap over images] * best, ~ not told apart from it
                               mean                   ibims1                    nyuv2
        constant-2m 1000px  0.3325*  0.2819 [0.2719 0.3019]*  0.3830 [0.3730 0.4030]~
        constant-5m 1000px  0.3000   0.2000 [0.1900 0.2200]   0.4000 [0.3900 0.4200]*
        constant-5m 750px        -   0.2000 [0.1900 0.2200]                        -

        abs_rel, lower is better [interval of the bootstrap over images] * best, ~ not told apart from it
                               mean                   ibims1                    nyuv2
        constant-2m 1000px  0.4000*  0.5000 [0.4000 0.6000]~  0.3000 [0.2000 0.4000]*
        constant-5m 1000px  0.8000   0.9000 [0.8000 1.0000]   0.7000 [0.6000 0.8000]
        constant-5m 750px        -   0.4000 [0.3000 0.5000]*                       -

        questions
                            asked  unparsed  not positive  failed  excluded  rejected
        constant-2m 1000px  2,120         6             2       4       120        80
        constant-5m 1000px  2,120         6             2       4       120        80
        constant-5m 750px   1,060         3             1       2        60        40
        """,
        LeaderboardRenderer.render(SMALL, OutputFormat.TABLE));
  }

  @Test
  void markdown() {
    Leaderboard one = Leaderboard.of(List.of(score(TWO, "a|b", 0.2819, 0.5)));
    assertEquals(
        """
        **axis\\_distance, compared as z, all points, pooled over points** (prompt default, \
        marker red\\_arrow, focal length 1000px)

        | variant | delta1 a\\|b | abs_rel a\\|b | unparsed | not positive | failed | rejected | excluded |
        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
        | constant-2m | 0.2819 \\[0.2719 0.3019\\] | 0.5000 \\[0.4000 0.6000\\] | 3 | 1 | 2 | 40 | 60 |
        """,
        LeaderboardRenderer.render(one, OutputFormat.MARKDOWN));
    String two = LeaderboardRenderer.render(SMALL, OutputFormat.MARKDOWN);
    assertTrue(
        two.contains(
            "| constant-2m 1000px | **0.2819 \\[0.2719 0.3019\\]** | *0.3830 \\[0.3730 0.4030\\]* |"
                + " **0.3325** |"),
        two);
  }

  @Test
  void csvHasOneLineACell() {
    List<String> lines = LeaderboardRenderer.render(SMALL, OutputFormat.CSV).lines().toList();
    assertEquals(6, lines.size());
    int columns = lines.get(0).split(",", -1).length;
    lines.forEach(line -> assertEquals(columns, line.split(",", -1).length, line));
    assertEquals(
        "axis_distance,,z,all,pooled,ibims1,constant-5m,default,red_arrow,750.0,0.2,0.19,0.22,false,false,,"
            + "0.4,0.30000000000000004,0.5,true,false,,1000,10,3,1,2,40,60,cc00cc00cc00,run-1",
        lines.get(5));
  }

  @Test
  void jsonHoldsEveryFigure() throws Exception {
    JsonNode board =
        new ObjectMapper()
            .readTree(LeaderboardRenderer.render(SMALL, OutputFormat.JSON))
            .get("boards")
            .get(0);
    assertEquals("z", board.get("compare_as").asText());
    assertEquals("nyuv2", board.get("datasets").get(1).asText());
    JsonNode last = board.get("entries").get(2);
    assertEquals(750, last.get("focal_px").asDouble());
    assertTrue(last.get("delta1_mean").isNull());
    JsonNode first = board.get("entries").get(0).get("scores").get(0);
    assertEquals(0.2819, first.get("delta1").get("value").asDouble());
    assertTrue(first.get("delta1").get("best").asBoolean());
    assertEquals(0.3019, first.get("delta1").get("ci_high").asDouble(), 1e-12);
    assertEquals(40, first.get("n_rejected").asLong());
  }

  @Test
  void manyDatasetsWrapWithinAHundredColumns() {
    VariantName longName =
        new VariantName("dd", "a-model-with-a-very-long-name-and-its-size-7b", "p", "m", null);
    List<Score> scores =
        List.of(
                "argoverse2",
                "ddad",
                "nuscenes",
                "eth3d",
                "scannetpp",
                "sunrgbd",
                "ibims1",
                "nyuv2")
            .stream()
            .flatMap(d -> List.of(score(TWO, d, 0.3, 0.3), score(longName, d, 0.5, 0.2)).stream())
            .toList();
    String text = LeaderboardRenderer.render(Leaderboard.of(scores), OutputFormat.TABLE);
    text.lines().forEach(line -> assertTrue(line.length() <= 100, line));
    for (Score score : scores) {
      assertTrue(text.contains(score.dataset()), score.dataset());
    }
    assertTrue(text.contains("a-model-with…and-its-size-7b p m own"), text);
    assertTrue(text.contains("constant-2m default red_arrow 1000px"), text);
  }

  @Test
  void theNewestRunSpeaksUnlessItIsAnotherProtocol() {
    Protocol radial = new Protocol("axis_distance", "", "radial", "all", "pooled");
    Leaderboard board =
        Leaderboard.of(
            List.of(
                score(Z, TWO, "set", "old", 1, 0.1, 0.1),
                score(Z, TWO, "set", "new", 2, 0.2, 0.2),
                score(radial, TWO, "set", "other", 3, 0.3, 0.3)));
    assertEquals(
        List.of(radial, Z), board.boards().stream().map(Leaderboard.Board::protocol).toList());
    assertEquals("new", board.boards().get(1).entries().get(0).scores().get("set").runId());
  }

  @Test
  void bestAndMeanAreHonest() {
    Leaderboard.Board board = SMALL.boards().get(0);
    Leaderboard.Entry two = board.entries().get(0);
    Leaderboard.Entry partial = board.entries().get(2);
    assertEquals(
        OptionalDouble.empty(), partial.mean(board.datasets(), Leaderboard.Measure.DELTA1));
    assertFalse(board.meanStanding(partial, Leaderboard.Measure.ABS_REL) == Standing.BEST);
    assertEquals(Standing.BEST, board.standing(partial, "ibims1", Leaderboard.Measure.ABS_REL));
    assertEquals(Standing.TIED, board.standing(two, "nyuv2", Leaderboard.Measure.DELTA1));
    assertEquals(Standing.BEHIND, board.standing(partial, "ibims1", Leaderboard.Measure.DELTA1));
    Leaderboard alone = Leaderboard.of(List.of(score(TWO, "set", 1, 0)));
    Leaderboard.Board only = alone.boards().get(0);
    assertEquals(
        Standing.BEHIND, only.standing(only.entries().get(0), "set", Leaderboard.Measure.DELTA1));
  }

  @Test
  void variantsThatReadAlikeAreToldApartByTheirId() {
    VariantName twin =
        new VariantName("ee11ee11ee11", "constant-2m", "default", "red_arrow", 1000.0);
    String text =
        LeaderboardRenderer.render(
            Leaderboard.of(List.of(score(TWO, "set", 1, 0), score(twin, "set", 0.5, 1))),
            OutputFormat.TABLE);
    assertTrue(text.contains("constant-2m aa00aa00"), text);
    assertTrue(text.contains("constant-2m ee11ee11"), text);
  }

  @Test
  void unequalQuestionsAreSaid() {
    Score fewer =
        new Score(
            Z, FIVE, "set", "run-1", 1, Figure.NONE, Figure.NONE, 0, 0, 0, 0, 0, 0, 500, List.of());
    String text =
        LeaderboardRenderer.render(
            Leaderboard.of(List.of(score(TWO, "set", 1, 0), fewer)), OutputFormat.TABLE);
    assertTrue(
        text.endsWith(
            "note: on set the variants were asked different numbers of questions: 500 to 1,100\n"),
        text);
  }

  @Test
  void variantsComputedInDifferentNumbersAreNoted() {
    Score f32 = score(TWO, "set", 1, 0);
    Score bf16 =
        new Score(
            Z,
            FIVE,
            "set",
            "run-2",
            1,
            f32.delta1(),
            f32.absRel(),
            1000,
            10,
            3,
            1,
            2,
            40,
            60,
            List.of("bf16"));
    String text =
        LeaderboardRenderer.render(Leaderboard.of(List.of(f32, bf16)), OutputFormat.TABLE);
    assertTrue(
        text.endsWith(
            "note: runs were computed in different numbers, which move answers a little: bf16;"
                + " f32\n"),
        text);
  }

  @Test
  void namesFromDataCannotSteerAnyOutput() {
    VariantName hostile =
        new VariantName("ff", "=cmd|'/c'!A1,\"x\"\n\u001b[31m<b>\u202e", "p", "m", 1.5);
    Leaderboard board = Leaderboard.of(List.of(score(hostile, "set", 1, 0)));
    String table = LeaderboardRenderer.render(board, OutputFormat.TABLE);
    assertFalse(table.contains("\u001b") || table.contains("\u202e"), table);
    assertTrue(table.contains("=cmd|'/c'!A1,\"x\"??[31m<b>?"), table);
    String csv = LeaderboardRenderer.render(board, OutputFormat.CSV);
    assertTrue(csv.contains(",\"'=cmd|'/c'!A1,\"\"x\"\"\n?[31m<b>?\","), csv);
    String markdown = LeaderboardRenderer.render(board, OutputFormat.MARKDOWN);
    assertTrue(markdown.contains("=cmd\\|'/c'\\!A1,\"x\"??\\[31m&lt;b>?"), markdown);
    assertFalse(markdown.contains("\u001b"), markdown);
  }
}
