package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.jobs.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny model, two steps on all six tasks, by the command. */
class SixTasksTrainTest {
  @TempDir private static Path folder;
  private static String warehouse;
  private static Path conf;
  private static Cli.Run whole;

  @BeforeAll
  static void trainIt() throws IOException {
    TestSpark.session();
    warehouse = folder.resolve("warehouse").toString();
    conf =
        Files.writeString(
            folder.resolve("six.conf"),
            """
            base { random { family = qwen2_5_vl, size = tiny, seed = 1 } }
            out = "%s/whole"
            datasets = [
              {name = drawn, weight = 0.01}
              {name = drawn, weight = 0.01, task = axis_distance}
              {name = drawn, weight = 0.01, task = {kind = speed, seconds = 2}}
              {name = drawn, weight = 0.01, task = {kind = time, speed_m_per_s = 1.5}}
              {name = drawn, task = point_distance, labels_per_sample = 2}
              {name = drawn, task = camera_motion}
            ]
            prompt = short
            marker = red_dot
            focal_px = 60
            steps = 2
            batch = 4
            part = 1
            threads = 1
            evaluate { dataset = drawn, every_steps = 2, points = 3 }
            """
                .formatted(folder));
    String frames = folder.resolve("frames").toString();
    Cli.succeed(
        "synth --frames 8 --frames-per-scene 4 --seed 3 --fast --points 12 --size 96x72"
            + " --focal 60,120 --out "
            + frames);
    Cli.succeed(
        "ingest --dataset drawn --format jsonl --label-kind radial --input %s --warehouse %s"
            .formatted(frames, warehouse));
    whole = train();
  }

  private static Cli.Run train(String... more) {
    List<String> words =
        new ArrayList<>(List.of("train", "--conf", conf.toString(), "--warehouse", warehouse));
    words.addAll(Arrays.asList(more));
    return Cli.run(words.toArray(String[]::new));
  }

  @Test
  void framesArePreparedOnceAndEachTaskIsCheckedByItself() {
    assertEquals(0, whole.code(), whole.err());
    assertTrue(whole.err().contains(" 8 frames, 0 of 2 steps done"), whole.err());
    assertTrue(
        whole.err().matches("(?s).*step 2, held out: loss .* of 18 points, .*"), whole.err());
    assertTrue(
        whole.err().matches("(?s).*\\n +speed \\(seconds=2.0\\): loss .* of 3 questions, .*"),
        whole.err());
    Cli.Run rows =
        Cli.run(
            "sql",
            "SELECT t.task, t.parameters, t.points, t.loss > 0 AS loss, t.delta1 IS NOT NULL AS"
                + " said FROM (SELECT explode(held_out_tasks) AS t FROM training WHERE step = 2"
                + " AND train_id = '"
                + whole.out().replaceFirst("(?s).*\ntrain ([0-9a-f]{32});.*", "$1")
                + "') ORDER BY t.task",
            "--format",
            "csv",
            "--warehouse",
            warehouse);
    assertEquals(
        """
        task,parameters,points,loss,said
        axis_distance,,3,true,true
        camera_motion,,3,true,true
        distance,,3,true,true
        point_distance,,3,true,true
        speed,seconds=2.0,3,true,true
        time,speed_m_per_s=1.5,3,true,true
        """,
        rows.out());
  }

  /** The products of a thread's first samples must not be shared out otherwise than later ones. */
  @Test
  void stoppedAndResumedIsTheSameToTheLastBit() throws IOException {
    String[] motion = {"--set", "datasets=[{name = drawn, task = camera_motion}]"};
    Path through = folder.resolve("motion");
    trained(motion, "--set", "out=" + through);
    assertResumedIs(through, motion);
    assertResumedIs(folder.resolve("whole"));
  }

  private static void assertResumedIs(Path through, String... how) throws IOException {
    Path parts = Files.createTempDirectory(folder, "parts");
    trained(how, "--set", "out=" + parts, "--stop-after", "1");
    trained(how, "--set", "out=" + parts);
    assertArrayEquals(
        Files.readAllBytes(through.resolve("model.safetensors")),
        Files.readAllBytes(parts.resolve("model.safetensors")));
  }

  private static void trained(String[] how, String... more) {
    Cli.Run run = train(Stream.of(how, more).flatMap(Arrays::stream).toArray(String[]::new));
    assertEquals(0, run.code(), run.err());
  }

  @Test
  void anExportAboutTwoPicturesHoldsBothAndTheCamerasMotion() throws IOException {
    List<DrawnFrame> frames = List.copyOf(DrawnFrame.read(folder.resolve("frames")).values());
    Set<String> motions = new TreeSet<>();
    for (int i = 0; i + 1 < frames.size(); i++) {
      if (frames.get(i).scene().equals(frames.get(i + 1).scene())) {
        double motion = DrawnFrame.apartM(frames.get(i).centre(), frames.get(i + 1).centre());
        motions.add("%.2f".formatted(motion));
      }
    }
    assertEquals(6, motions.size());
    Path export = folder.resolve("export");
    Cli.Run run =
        train(
            "--export",
            export.toString(),
            "--samples",
            "6",
            "--set",
            "datasets=[{name = drawn, task = camera_motion}]");
    assertEquals(0, run.code(), run.err());
    ObjectMapper json = new ObjectMapper();
    Set<String> told = new TreeSet<>();
    Set<String> pictures = new TreeSet<>();
    try (Stream<Path> files = Files.list(export.resolve("samples"))) {
      for (Path file : files.toList()) {
        for (String line : Files.readAllLines(file)) {
          JsonNode sample = json.readTree(line);
          String question = sample.path("messages").path(0).path("content").asText();
          assertEquals("<image><image>How far apart are the two positions?", question);
          assertEquals(2, sample.path("images").size());
          for (JsonNode picture : sample.path("images")) {
            assertTrue(Files.exists(export.resolve(picture.asText())), picture::asText);
            pictures.add(picture.asText());
          }
          String answer = sample.path("messages").path(1).path("content").asText();
          told.add(answer.replaceFirst("(?s).*<answer> (.*) </answer>", "$1"));
        }
      }
    }
    assertEquals(motions, told);
    assertEquals(12, pictures.size());
  }

  @Test
  void framesWithoutPosesCannotTeachMotion() throws IOException {
    Path bare = Files.createDirectories(folder.resolve("bare"));
    try (Stream<Path> files = Files.list(folder.resolve("frames"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
        String lines = Files.readString(file).replaceAll(",\"camera_to_world\":\\[[^]]*\\]", "");
        Files.writeString(bare.resolve(file.getFileName()), lines);
      }
    }
    Cli.succeed(
        "ingest --dataset bare --format jsonl --label-kind radial --input %s --images %s"
                .formatted(bare, folder.resolve("frames"))
            + " --warehouse "
            + warehouse);
    Cli.Run run =
        train(
            "--set",
            "datasets=[{name = bare, task = camera_motion}]",
            "--set",
            "out=" + folder.resolve("none"));
    assertEquals(2, run.code());
    assertTrue(
        run.err().contains("dataset 'bare' has no two frames with poses that follow each other"),
        run.err());
  }
}
