package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.jobs.TestSpark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
  @BeforeAll
  static void session() {
    TestSpark.session();
  }

  @Test
  void everyPartIsMeasuredOnTheSameQuestions() throws IOException {
    Cli.Run run =
        Cli.run(
            Cli.shellWords(
                "bench --frames 1 --points 2 --repeats 1 --focal 100 --set max_new_tokens=2"
                    + " --format json"));
    assertEquals(0, run.code(), run.err());
    JsonNode all = new ObjectMapper().readTree(run.out());
    assertEquals("random-qwen2_5_vl-tiny", all.get("model").asText());
    JsonNode result = all.get("result");
    int questions = result.get("questions").asInt();
    assertTrue(questions >= 1 && questions <= 2, run.out());
    List<Integer> points = new ArrayList<>();
    for (JsonNode preparation : result.get("preparation")) {
      points.add(preparation.get("pointsPerImage").asInt());
      double total = preparation.get("total").get("median").asDouble();
      assertTrue(total > 0 && total >= preparation.get("decode").get("least").asDouble());
      assertTrue(preparation.get("patchify").get("median").asDouble() > 0, run.out());
    }
    assertEquals(List.of(1, 10, 100), points);
    assertEquals(5, result.get("speeds").size());
    for (JsonNode speed : result.get("speeds")) {
      assertTrue(speed.get("questionsPerSecond").get("least").asDouble() > 0, run.out());
    }
    for (JsonNode figure : result.get("figures")) {
      if (figure.get("unit").asText().equals("fraction")) {
        double share = figure.get("value").get("median").asDouble();
        assertTrue(share >= 0 && share < 1, run.out());
      }
    }
    assertEquals(7, result.get("figures").size());
  }

  @Test
  void aSharedPictureIsMeasuredAgainstThePictureReadForEachQuestion() throws IOException {
    Cli.Run run =
        Cli.run(
            Cli.shellWords(
                "bench --share --questions 1,12 --pointing token,painted --prompt short --repeats 1"
                    + " --focal 100 --set max_new_tokens=3 --set dtype=f32 --format json"));
    assertEquals(0, run.code(), run.err());
    JsonNode all = new ObjectMapper().readTree(run.out());
    List<String> rows = new ArrayList<>();
    int pictures = all.get("result").get("picturesAtOnce").asInt();
    for (JsonNode row : all.get("result").get("rows")) {
      rows.add(
          row.get("marker").asText()
              + " "
              + row.get("prompt").asText()
              + " "
              + row.get("questions").asInt()
              + " "
              + row.get("apart").asInt() / pictures);
      assertTrue(row.get("ratio").get("least").asDouble() > 0, run.out());
      assertEquals(row.get("apart").asInt(), row.get("same").asInt(), "f32: " + run.out());
    }
    // No more questions about each picture than a batch are asked one by one.
    assertEquals(
        List.of(
            "token short 1 1", "token short 12 8", "red_arrow short 1 1", "red_arrow short 12 8"),
        rows);
  }

  @Test
  void aWayToPointThatThereIsNotIsRefused() {
    Cli.Run way = Cli.run("bench", "--share", "--pointing", "finger", "--model", "constant-2m");
    assertEquals(2, way.code());
    assertTrue(way.err().startsWith("depthlm: --pointing finger is no way to point"), way.err());
    Cli.Run engine = Cli.run("bench", "--share", "--pointing", "text", "--model", "constant-2m");
    assertEquals(2, engine.code());
    assertTrue(engine.err().contains("only models of the engine vlm share"), engine.err());
  }

  @Test
  void aBenchOfNothingIsRefused() {
    Cli.Run run = Cli.run("bench", "--frames", "0");
    assertEquals(2, run.code());
    assertTrue(run.err().startsWith("depthlm: --frames 0 --points 8"), run.err());
    Cli.Run family = Cli.run("bench", "--family", "gpt");
    assertEquals(2, family.code());
    assertTrue(family.err().startsWith("depthlm: --family gpt is unknown"), family.err());
  }
}
