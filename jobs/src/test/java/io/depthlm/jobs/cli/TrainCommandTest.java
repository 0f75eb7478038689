package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.imaging.ImageDecoder;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.vlm.image.Sizing;
import io.depthlm.jobs.TestSpark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tiny model, a few steps on drawn frames, by the command. */
class TrainCommandTest {
  @TempDir private static Path folder;
  private static String warehouse;
  private static Path conf;
  private static Path lean;
  private static Cli.Run whole;

  @BeforeAll
  static void trainIt() throws IOException {
    TestSpark.session();
    warehouse = folder.resolve("warehouse").toString();
    conf = folder.resolve("few.conf");
    Files.writeString(
        conf,
        """
        base { random { family = qwen2_5_vl, size = tiny, seed = 1 } }
        out = "%s/whole"
        datasets = [
          {name = drawn-train, split = train, crop {min_width = 40, max_width = 56}}
          {name = drawn-eval, weight = 0.5, max_labels_per_frame = 2}
        ]
        task = axis_distance
        prompt.text = "How far is the spot at the {marker}?"
        focal_px = 60
        steps = 5
        batch = 4
        part = 2
        threads = 2
        learning_rate = 1e-3
        seed = 7
        evaluate { dataset = drawn-eval, split = eval, every_steps = 3, points = 5 }
        checkpoint_every_steps = 2
        log_every_steps = 2
        """
            .formatted(folder));
    lean =
        Files.writeString(
            folder.resolve("lean.conf"),
            Files.readString(conf)
                .replaceFirst("(?m)^  \\{name = drawn-eval.*\n", "")
                .replaceFirst("(?m)^evaluate .*\n", ""));
    for (String split : List.of("train", "eval")) {
      String frames = folder.resolve("frames-" + split).toString();
      Cli.succeed(
          "synth --frames 6 --seed 3 --fast --points 20 --size 96x72 --focal 60,120 --split %s"
                  .formatted(split)
              + " --label-kind z --out "
              + frames);
      Cli.succeed(
          "ingest --dataset drawn-%s --format jsonl --label-kind z --split %s --input %s"
                  .formatted(split, split, frames)
              + " --warehouse "
              + warehouse);
    }
    whole = train();
  }

  private static Cli.Run train(String... more) {
    return train(conf, more);
  }

  /** For runs that are held against each other: one data set, and no check. */
  private static Cli.Run trainLean(String... more) {
    return train(lean, more);
  }

  private static Cli.Run train(Path conf, String... more) {
    List<String> words =
        new ArrayList<>(List.of("train", "--conf", conf.toString(), "--warehouse", warehouse));
    words.addAll(Arrays.asList(more));
    return Cli.run(words.toArray(String[]::new));
  }

  private static String csv(String statement) {
    return Cli.csv(statement, warehouse);
  }

  @Test
  void itSaysWhatItDoesAndEndsWithAModelThatAnswers() {
    assertEquals(0, whole.code(), whole.err());
    assertTrue(
        whole.err().matches("(?s).*step 2 of 5: loss \\d+\\.\\d{4}, token accuracy .* left\n.*"),
        whole.err());
    assertTrue(
        whole.err().matches("(?s).*step 3, held out: loss .*, delta1 .* of 5 points.*"),
        whole.err());
    assertTrue(whole.out().startsWith("train: 5 steps done; the model is in file:"), whole.out());
    List<String> lines = whole.out().lines().toList();
    String last = lines.get(lines.size() - 1);
    Cli.Run look = Cli.run(Cli.shellWords(last.substring(last.indexOf("depthlm ") + 8)));
    assertEquals(0, look.code(), look.err());
    Cli.Run ask = ask(folder.resolve("whole"));
    assertEquals(0, ask.code(), ask.err());
  }

  private static Cli.Run ask(Path model) {
    return Cli.run(
        "ask",
        "--model",
        model.toString(),
        "--image",
        picture(),
        "--intrinsics",
        "80,80,48,36",
        "--point",
        "40,30",
        "--focal",
        "60");
  }

  private static String picture() {
    try (Stream<Path> files = Files.walk(folder.resolve("frames-eval"))) {
      return files
          .filter(f -> f.toString().endsWith(".png"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no picture was drawn"))
          .toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyStepIsARow() {
    String id = whole.out().replaceFirst("(?s).*\ntrain ([0-9a-f]{32});.*", "$1");
    assertEquals(
        "n,steps,samples,checks,named\n5,5,20,2,5\n",
        csv(
            "SELECT count(*) AS n, max(step) AS steps, max(samples) AS samples,"
                + " count(held_out_delta1) AS checks, count_if(name = 'few' AND loss > 0"
                + " AND gradient_norm > 0 AND workers = 1) AS named FROM training"
                + " WHERE train_id = '"
                + id
                + "'"));
  }

  @Test
  void stoppedAndResumedIsTheSameToTheLastBit() throws IOException {
    String out = "out=" + folder.resolve("parts");
    Cli.Run first = train("--set", out, "--stop-after", "3");
    assertEquals(0, first.code(), first.err());
    assertTrue(
        first.out().startsWith("train: stopped after step 3 of 5; the same command"), first.out());
    assertFalse(Files.exists(folder.resolve("parts/config.json")));
    // Threads, logging and checks are no part of what is learnt.
    Cli.Run second = train("--set", out, "--set", "threads=1", "--set", "log_every_steps=1");
    assertEquals(0, second.code(), second.err());
    assertTrue(second.err().contains("3 of 5 steps done"), second.err());
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("whole/model.safetensors")),
        Files.readAllBytes(folder.resolve("parts/model.safetensors")));
    String id = second.out().replaceFirst("(?s).*\ntrain ([0-9a-f]{32});.*", "$1");
    assertEquals(
        "n,different\n5,5\n",
        csv(
            "SELECT count(*) AS n, count(DISTINCT step) AS different FROM training"
                + " WHERE train_id = '"
                + id
                + "'"));
    try (Stream<Path> kept = Files.list(folder.resolve("parts/checkpoints"))) {
      assertEquals(
          List.of("step-000000004", "step-000000005"),
          kept.map(p -> p.getFileName().toString()).sorted().toList());
    }
    Cli.Run again = train("--set", out);
    assertEquals(0, again.code(), again.err());
    assertTrue(again.err().contains("5 of 5 steps done"), again.err());
  }

  @Test
  void aFrameThatCannotBeUsedIsARejectAndTheOthersAreLearnt() throws IOException {
    String frames = folder.resolve("frames-broken").toString();
    Cli.succeed(
        "synth --frames 3 --seed 5 --fast --points 20 --size 96x72 --focal 60,120 --split train"
            + " --label-kind z --out "
            + frames);
    Cli.succeed(
        "ingest --dataset drawn-broken --format jsonl --label-kind z --split train --input %s"
                .formatted(frames)
            + " --warehouse "
            + warehouse);
    Path picture;
    try (Stream<Path> files = Files.walk(Path.of(frames))) {
      picture = files.filter(f -> f.toString().endsWith(".png")).sorted().findFirst().orElseThrow();
    }
    Files.writeString(picture, "no picture any more");
    Cli.Run run =
        train(
            "--set",
            "out=" + folder.resolve("broken"),
            "--set",
            "datasets=[{name=drawn-broken}]",
            "--set",
            "steps=1");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.err().contains("cannot be used: {image_unreadable=1}"), run.err());
    assertEquals(
        "dataset,reason,n_points,point_id\ndrawn-broken,image_unreadable,20,-1\n",
        csv(
            "SELECT r.dataset, reason, n_points, point_id FROM rejects r WHERE stage = 'train'"
                + " AND EXISTS (SELECT 1 FROM training t WHERE t.train_id = r.run_id)"));
  }

  /** The first line that speaks of frames comes with their preparation. */
  @Test
  void whatCannotGoOnIsToldBeforeFramesArePrepared() throws IOException {
    Path held = folder.resolve("whole/checkpoints/lease");
    Files.writeString(held, "elsewhere/17/5 01234567-89ab-cdef-0123-456789abcdef");
    Cli.Run taken = train();
    Files.delete(held);
    assertEquals(2, taken.code(), taken.err());
    assertTrue(taken.err().contains("is being trained into by elsewhere/17/5"), taken.err());
    assertFalse(taken.err().contains("frames of"), taken.err());
    Cli.Run other = train("--set", "seed=8");
    assertTrue(other.err().contains("seed = 7, this run has 8"), other.err());
    assertFalse(other.err().contains("frames of"), other.err());
    Cli.Run nothingHeld = train("--set", "evaluate.dataset=nope");
    assertTrue(nothingHeld.err().contains("dataset 'nope'"), nothingHeld.err());
    assertFalse(nothingHeld.err().contains("frames of"), nothingHeld.err());
    assertTrue(whole.err().contains("frames of drawn-train"), whole.err());
    assertFalse(Files.exists(held), "given back at the end");
  }

  @Test
  void lowRankPairsAreLearntStoppedResumedAndMerged() throws IOException {
    String[] how = {"--set", "lora={rank=2, alpha=8}", "--set", "learning_rate=1e-2"};
    Cli.Run through = trainLean(with(how, "--set", "out=" + folder.resolve("pairs")));
    assertEquals(0, through.code(), through.err());
    assertTrue(
        through.err().contains(" parameters frozen beside pairs of rank 2, "), through.err());
    String[] parts = with(how, "--set", "out=" + folder.resolve("pairs-parts"));
    Cli.Run first = trainLean(with(parts, "--stop-after", "3"));
    assertEquals(0, first.code(), first.err());
    Path state = folder.resolve("pairs-parts/checkpoints/step-000000003");
    assertTrue(Files.exists(state.resolve("training/adapters.safetensors")));
    assertFalse(Files.exists(state.resolve("model.safetensors")), "the base is not repeated");
    Cli.Run other =
        trainLean("--set", "out=" + folder.resolve("pairs-parts"), "--set", "learning_rate=1e-2");
    assertEquals(2, other.code(), other.err());
    assertTrue(other.err().contains("lora.alpha = 8.0, this run has nothing"), other.err());
    Cli.Run second = trainLean(parts);
    assertEquals(0, second.code(), second.err());
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("pairs/model.safetensors")),
        Files.readAllBytes(folder.resolve("pairs-parts/model.safetensors")));
    assertEquals(0, ask(folder.resolve("pairs")).code());
    // Workers find the base again by themselves.
    Cli.Run two =
        trainLean(
            with(
                how,
                "--set",
                "out=" + folder.resolve("pairs-two"),
                "--set",
                "workers=2",
                "--set",
                "steps=2",
                "--set",
                "eps=1e-2"));
    assertEquals(0, two.code(), two.err());
    Cli.Run one =
        trainLean(
            with(
                how,
                "--set",
                "out=" + folder.resolve("pairs-one"),
                "--set",
                "steps=2",
                "--set",
                "eps=1e-2"));
    assertEquals(0, one.code(), one.err());
    assertArrayEquals(
        weights(folder.resolve("pairs-one/model.safetensors")),
        weights(folder.resolve("pairs-two/model.safetensors")),
        1e-5f);
  }

  @Test
  void twoWorkersWithUnequalSharesAreOneWorker() throws IOException {
    // With an epsilon of this size a step is proportional to its gradients, as TrainerTest says.
    String[] how = {
      "--set",
      "datasets=[{name = drawn-train, split = train}]",
      "--set",
      "checkpoint_every_steps=5",
      "--set",
      "part=1",
      "--set",
      "eps=1e-2",
      "--set",
      "threads=1"
    };
    Cli.Run one = train(with(how, "--set", "out=" + folder.resolve("one")));
    assertEquals(0, one.code(), one.err());
    String[] shared =
        with(
            how,
            "--set",
            "out=" + folder.resolve("two"),
            "--set",
            "workers=2",
            "--set",
            "shares=[3,1]");
    Cli.Run two = train(with(shared, "--stop-after", "3"));
    assertEquals(0, two.code(), two.err());
    assertTrue(two.out().startsWith("train: stopped after step 3 of 5"), two.out());
    two = train(shared);
    assertEquals(0, two.code(), two.err());
    assertTrue(two.err().contains("2 workers, 3 of 5 steps done"), two.err());
    float[] alone = weights(folder.resolve("one/model.safetensors"));
    float[] together = weights(folder.resolve("two/model.safetensors"));
    assertArrayEquals(alone, together, 1e-5f);
    String id = two.out().replaceFirst("(?s).*\ntrain ([0-9a-f]{32});.*", "$1");
    assertEquals(
        "n,workers,checks\n5,2,2\n",
        csv(
            "SELECT count(*) AS n, min(workers) AS workers, count(held_out_loss) AS checks"
                + " FROM training WHERE train_id = '"
                + id
                + "'"));
  }

  @Test
  void lessonsAboutTheSameFramesShareThem() throws IOException {
    String frames = "{name = drawn-train, split = train";
    String[] lessons = {
      "--set",
      "datasets=[%1$s}, %1$s, ask = position, labels_per_sample = 3}, %1$s, marker = text, labels_per_sample = 4}]"
          .formatted(frames),
      "--set",
      "prompt=short",
      "--set",
      "steps=3",
      "--set",
      "checkpoint_every_steps=3",
      "--set",
      "part=1",
      "--set",
      "eps=1e-2"
    };
    Cli.Run one = trainLean(with(lessons, "--set", "out=" + folder.resolve("lessons")));
    assertEquals(0, one.code(), one.err());
    // Six frames, prepared once for the arrow and once for coordinates, which reach farther out.
    assertTrue(one.err().contains(" 12 frames, 0 of 3 steps done"), one.err());
    Cli.Run two =
        trainLean(
            with(lessons, "--set", "out=" + folder.resolve("lessons-2"), "--set", "workers=2"));
    assertEquals(0, two.code(), two.err());
    assertArrayEquals(
        weights(folder.resolve("lessons/model.safetensors")),
        weights(folder.resolve("lessons-2/model.safetensors")),
        1e-5f);
  }

  @Test
  void computingInBf16LearnsNearlyTheSame() throws IOException {
    String[] how = {"--set", "eps=1e-2", "--set", "steps=3"};
    Cli.Run rounded =
        trainLean(with(how, "--set", "dtype=bf16", "--set", "out=" + folder.resolve("bf16")));
    assertEquals(0, rounded.code(), rounded.err());
    Cli.Run exact = trainLean(with(how, "--set", "out=" + folder.resolve("f32")));
    assertEquals(0, exact.code(), exact.err());
    float[] f32 = weights(folder.resolve("f32/model.safetensors"));
    float[] got = weights(folder.resolve("bf16/model.safetensors"));
    assertFalse(Arrays.equals(f32, got), "products are rounded");
    assertArrayEquals(f32, got, 2e-4f);
    Cli.Run other = trainLean(with(how, "--set", "out=" + folder.resolve("bf16")));
    assertEquals(2, other.code());
    assertTrue(
        other.err().contains("was written with dtype = bf16, this run has f32"), other.err());
  }

  private static String[] with(String[] words, String... more) {
    return Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray(String[]::new);
  }

  /** The numbers behind a safetensors file's header. */
  private static float[] weights(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int header = Math.toIntExact(bytes.getLong());
    FloatBuffer numbers =
        bytes.position(8 + header).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] weights = new float[numbers.remaining()];
    numbers.get(weights);
    return weights;
  }

  @Test
  void anExportHoldsPicturesAndConversations() throws IOException {
    Path export = folder.resolve("export");
    Cli.Run run = train("--export", export.toString(), "--samples", "9");
    assertEquals(0, run.code(), run.err());
    // A frame with two labels, neither of them in the square of one token about its centre.
    assertTrue(
        run.out().startsWith("left out: {no_label_in_crop=1}\nexport: 8 samples in file:"),
        run.out());
    ObjectMapper json = new ObjectMapper();
    JsonNode info = json.readTree(export.resolve("dataset_info.json").toFile()).path("few");
    assertEquals("sharegpt", info.path("formatting").asText());
    assertEquals("images", info.path("columns").path("images").asText());
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(export.resolve(info.path("file_name").asText()))) {
      for (Path file : files.sorted().toList()) {
        assertTrue(
            file.toString().endsWith(".jsonl"), "checksum files would break readers: " + file);
        lines.addAll(Files.readAllLines(file));
      }
    }
    assertEquals(8, lines.size());
    int cropped = 0;
    for (String line : lines) {
      JsonNode sample = json.readTree(line);
      JsonNode messages = sample.path("messages");
      assertEquals(2, messages.size(), line);
      assertEquals("user", messages.path(0).path("role").asText());
      assertEquals(
          "<image>How far is the spot at the red arrow?",
          messages.path(0).path("content").asText());
      assertTrue(
          messages
              .path(1)
              .path("content")
              .asText()
              .matches("(?s)<think> .* </think>.*<answer> \\d+\\.\\d\\d </answer>"),
          line);
      String name = sample.path("images").path(0).asText();
      RgbImage picture =
          ImageDecoder.decode(Files.readAllBytes(export.resolve(name)), ImageLimits.DEFAULT);
      assertTrue(reds(picture) >= 9, name + " has no red arrow");
      boolean train = name.startsWith("images/00-drawn-train/");
      // A crop below the least area is enlarged, to less than twice that.
      int area = picture.widthPx() * picture.heightPx();
      assertTrue(!train || picture.widthPx() <= 56 || area < 2 * 3136, name + " has " + area);
      // whole tokens, and not below the least area: the processor leaves it
      assertEquals(
          new Sizing.Size(picture.widthPx(), picture.heightPx()),
          new Sizing.Smart(28, 3136, 1 << 20).of(picture.widthPx(), picture.heightPx()),
          name);
      cropped += train ? 1 : 0;
    }
    assertTrue(cropped == 5 || cropped == 6, cropped + " of 9 are two thirds by the weights");
    Cli.Run again = train("--export", export.toString());
    assertEquals(2, again.code());
    assertTrue(again.err().contains("holds an export already"), again.err());
  }

  /** Also where the processor's resize has mixed them with their neighbours. */
  private static int reds(RgbImage picture) {
    byte[] rgb = picture.rgb();
    int reds = 0;
    for (int i = 0; i < rgb.length; i += 3) {
      reds += (rgb[i] & 255) > 160 && (rgb[i + 1] & 255) < 90 && (rgb[i + 2] & 255) < 90 ? 1 : 0;
    }
    return reds;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "learning_rate=2e-3 | was written with learning_rate = 0.001, this run has 0.002",
        "batch=none | batch is",
        "system_prompt=hello | was written with system_prompt = template, this run has hello",
        "workers=3 | workers is 3, and a batch has 2 parts",
        "shares=[1,1] | shares is [1, 1] for 1 workers and 2 parts",
        "part=3 | part is 3 and batch is 4",
        "task=camera_motion | has the placeholder {marker}",
        "base.random.size=9b | no size '9b' of qwen2_5_vl",
        "stepz=9 | stepz is not a known key",
        "steps=none | expected a whole number",
        "evaluate.split=nope | dataset 'drawn-eval' with split 'nope' has no frames",
      })
  void whatDoesNotFitIsTold(String change, String told) {
    Cli.Run run = train("--set", change);
    assertEquals(2, run.code(), run.err());
    assertTrue(run.err().contains(told), run.err());
  }

  @Test
  void aDryRunWritesNothing() {
    Cli.Run run = train("--set", "out=" + folder.resolve("dry"), "--dry-run");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("\"learning_rate\" : 0.001"), run.out());
    assertTrue(
        run.out().matches("(?s).*drawn-train +train +1\\.0 +6 +120 +0\n.*held out +6 +120 +0\n"),
        run.out());
    assertFalse(Files.exists(folder.resolve("dry")));
  }

  @Test
  void everyKeyIsInTheHelp() {
    Cli.Run run = Cli.run("train", "--help-conf");
    assertEquals(0, run.code());
    assertTrue(run.out().contains("  clip_norm = 0.1\n"), run.out());
    assertTrue(run.out().contains("  steps (required)\n"), run.out());
    assertTrue(
        run.out().contains("  lora { .. } (optional)\n      train low-rank pairs"), run.out());
    assertTrue(run.out().contains("  lora.rank = 16\n"), run.out());
  }
}
