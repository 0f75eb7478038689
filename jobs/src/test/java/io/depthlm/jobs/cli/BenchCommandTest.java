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
  void aBenchOfNothingIsRefused() {
    Cli.Run run = Cli.run("bench", "--frames", "0");
    assertEquals(2, run.code());
    assertTrue(run.err().startsWith("depthlm: --frames 0 --points 8"), run.err());
    Cli.Run family = Cli.run("bench", "--family", "gpt");
    assertEquals(2, family.code());
    assertTrue(family.err().startsWith("depthlm: --family gpt is unknown"), family.err());
  }
}
