package io.depthlm.common.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.DeviceChoice;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.settings.TextSource;
import io.depthlm.common.task.AnswerFormat;
import io.depthlm.common.task.AnswerRounding;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainLoaderTest {
  private static final String SMALL =
      "base = \"s3a://b/m\"\nout = o\ndatasets = [{name = a}]\nsteps = 10\n";

  private static LoadedTrain load(String text, String... overrides) {
    Map<String, String> files =
        Map.of(
            "conf/train/t.conf",
            text,
            "conf/prompts/default.conf",
            "distance { marker = \"How far?\", coordinates = \"At {x}?\" }\n");
    TextSource source =
        uri -> {
          if (!files.containsKey(uri)) {
            throw new NoSuchFileException(uri);
          }
          return files.get(uri);
        };
    return new TrainLoader(source, List.of()).load("conf/train/t.conf", List.of(overrides));
  }

  private static PromptConfig prompt(String name, String marker, String coordinates) {
    TaskKind task = TaskKind.DISTANCE;
    return new PromptConfig(
        name,
        new TreeMap<>(
            Map.of(
                task,
                new PromptConfig.Wording(
                    new PromptTemplate(marker, task), new PromptTemplate(coordinates, task)))));
  }

  private static PromptConfig custom(String words, TaskKind... tasks) {
    SortedMap<TaskKind, PromptConfig.Wording> wordings = new TreeMap<>();
    for (TaskKind task : tasks) {
      PromptTemplate template = new PromptTemplate(words, task);
      wordings.put(task, new PromptConfig.Wording(template, template));
    }
    return new PromptConfig("custom", wordings);
  }

  @Test
  void eachDatasetMayTeachItsOwnTask() {
    TrainConfig train =
        load(
                SMALL,
                "task={kind=speed, seconds=2}",
                "prompt={text=\"How far?\"}",
                "datasets=[{name=a}, {name=a, task=point_distance, labels_per_sample=2}, {name=a,"
                    + " task=camera_motion}, {name=a, task={kind=speed, seconds=2}, ask=position},"
                    + " {name=a, task={kind=speed, seconds=3}}]")
            .train();
    assertEquals(
        List.of(
            TaskSpec.speed(2),
            TaskSpec.of(TaskKind.POINT_DISTANCE),
            TaskSpec.of(TaskKind.CAMERA_MOTION),
            TaskSpec.speed(3)),
        train.tasks());
  }

  @Test
  void defaults() {
    assertEquals(
        new TrainConfig(
            "t",
            new TrainBase.Checkpoint("s3a://b/m"),
            "o",
            List.of(
                new TrainDataset(
                    "a",
                    null,
                    1,
                    null,
                    new TrainDataset.CropSizes(null, null),
                    null,
                    Lesson.TASK,
                    null,
                    1)),
            TaskSpec.of(TaskKind.DISTANCE),
            prompt("default", "How far?", "At {x}?"),
            "red_arrow",
            AnswerRounding.NONE,
            AnswerFormat.Thinking.WITH,
            FocalSetting.official(1000),
            SystemPrompt.TEMPLATE,
            TrainConfig.Loss.ANSWER,
            NumberType.F32,
            DeviceChoice.AUTO,
            10,
            32,
            32,
            null,
            List.of(1),
            new OptimizerConfig(1e-5, 0.1, 0.9, 0.999, 1e-8, 0, 0.1),
            null,
            1,
            null,
            1000,
            2,
            100,
            1024,
            ImageLimits.DEFAULT),
        load(SMALL).train());
  }

  @Test
  void aDatasetMayTeachTwoLessons() {
    LoadedTrain loaded = load(SMALL, "datasets=[{name=a}, {name=a, ask=position}]");
    assertEquals(
        List.of(Lesson.TASK, Lesson.POSITION),
        loaded.train().datasets().stream().map(TrainDataset::ask).toList());
  }

  @Test
  void fullMapping() {
    LoadedTrain loaded =
        load(
            """
            name = full
            base { random { family = pixtral, size = tiny, seed = 5 } }
            out = "s3a://b/o"
            datasets = [
              {name = a, split = train, weight = 2.5, max_labels_per_frame = 3
               crop {min_width = 20, max_width = 30, min_height = 40, max_height = 50}, ask = position}
              {name = a, split = more, task = {kind = time, speed_m_per_s = 1.5}, marker = text
               labels_per_sample = 3}
            ]
            task = {kind = distance}
            prompt.text = "Well?"
            marker = blue_cross
            answer_digits = 2
            answer_steps_per_decade = 24
            thinking = without
            focal_px = native
            pixel_mode = square
            system_prompt = hello
            loss = all_text
            dtype = bf16
            device = gpu
            steps = 7
            batch = 12
            part = 3
            threads = 5
            workers = 2
            shares = [3, 1]
            learning_rate = 2e-3
            warm_up_fraction = 0.2
            betas = [0.95, 0.95]
            eps = 1e-6
            weight_decay = 0.05
            clip_norm = 2
            lora { rank = 3, alpha = 4.5, layers = attention }
            seed = 9
            evaluate { dataset = b, split = eval, every_steps = 4, points = 6 }
            checkpoint_every_steps = 8
            keep = 3
            log_every_steps = 2
            memory_mb = 64
            images { max_bytes = 2048, max_pixels = 99, max_side_px = 9 }
            """);
    assertEquals(
        new TrainConfig(
            "full",
            new TrainBase.Random("pixtral", "tiny", 5),
            "s3a://b/o",
            List.of(
                new TrainDataset(
                    "a",
                    "train",
                    2.5,
                    3,
                    new TrainDataset.CropSizes(
                        new TrainDataset.Range(20, 30), new TrainDataset.Range(40, 50)),
                    null,
                    Lesson.POSITION,
                    null,
                    1),
                new TrainDataset(
                    "a",
                    "more",
                    1,
                    null,
                    new TrainDataset.CropSizes(null, null),
                    TaskSpec.time(1.5),
                    Lesson.TASK,
                    "text",
                    3)),
            TaskSpec.of(TaskKind.DISTANCE),
            custom("Well?", TaskKind.DISTANCE, TaskKind.TIME),
            "blue_cross",
            new AnswerRounding(2, 24),
            AnswerFormat.Thinking.WITHOUT,
            new FocalSetting(null, io.depthlm.common.imaging.PixelMode.SQUARE),
            SystemPrompt.given("hello"),
            TrainConfig.Loss.ALL_TEXT,
            NumberType.BF16,
            DeviceChoice.GPU,
            7,
            12,
            3,
            5,
            List.of(3, 1),
            new OptimizerConfig(2e-3, 0.2, 0.95, 0.95, 1e-6, 0.05, 2),
            new LoraConfig(3, 4.5, LoraConfig.Layers.ATTENTION),
            9,
            new TrainCheck("b", "eval", 4, 6),
            8,
            3,
            2,
            64,
            new ImageLimits(2048, 99, 9)),
        loaded.train());
    assertEquals("0.002", loaded.facts().get("learning_rate"));
    assertEquals("2.5", loaded.facts().get("datasets[0].weight"));
    assertEquals("pixtral", loaded.facts().get("base.random.family"));
    assertEquals("4.5", loaded.facts().get("lora.alpha"));
  }

  @Test
  void anEmptyLoraHasItsDefaults() {
    assertEquals(
        new LoraConfig(16, 32, LoraConfig.Layers.ALL_LINEAR),
        load(SMALL, "lora={}").train().lora());
  }

  @Test
  void aSystemPromptIsWrittenAsInModelEntries() {
    assertEquals(SystemPrompt.NONE, load(SMALL, "system_prompt=none").train().systemPrompt());
  }

  @Test
  void whatSteersExecutionIsNoFact() {
    LoadedTrain one = load(SMALL);
    assertEquals(
        one.facts(),
        load(
                SMALL,
                "out=elsewhere",
                "base=\"/copy/of/it\"",
                "name=other",
                "threads=3",
                "keep=1",
                "checkpoint_every_steps=5",
                "log_every_steps=5",
                "memory_mb=1",
                "evaluate={dataset=a}")
            .facts());
    assertFalse(one.facts().equals(load(SMALL, "seed=2").facts()));
  }

  @Test
  void oneDatasetMayBeTaughtInSeveralWays() {
    List<TrainDataset> datasets =
        load(
                SMALL,
                "datasets=[{name=a}, {name=a, labels_per_sample=2}, {name=a, ask=position},"
                    + "{name=a, crop={min_width=20, max_width=30}}, {name=a, marker=text}]")
            .train()
            .datasets();
    assertEquals(5, datasets.size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "steps=0 | --set steps=0: steps is 0",
        "stepz=1 | --set stepz=1: stepz is not a known key",
        "lora={rank=0} | lora.rank is 0",
        "lora={layers=vision} | expected one of attention, all_linear",
        "system_prompt=3 | expected none, template, or a text",
        "loss=some | --set loss=some: loss is \"some\"",
        "base={random={family=pixtral}} | base.random.size is missing",
        "datasets=[{name=a}, {name=a, weight=2}] | conf/train/t.conf: datasets: 'a' is listed"
            + " twice",
        "datasets=[{name=a, weight=0}] | datasets[0].weight is 0",
        "datasets=[{name=a, crop={min_width=20}}] | expected min_width and max_width",
        "betas=[0.9] | expected a list, not empty, each a number, two of them",
        "part=5 | conf/train/t.conf: part is 5 and batch is 32",
        "workers=2 | workers is 2, and a batch has 1 parts",
        "task=axis_distance | has no text for the task 'axis_distance'",
        "evaluate={every_steps=3} | evaluate.dataset is missing",
        "datasets=[{name=a, task=point_distance, ask=position}] | datasets[0].ask is position, but"
            + " a question of the task 'point_distance' has 2 pixels",
        "datasets=[{name=a, task=camera_motion, labels_per_sample=2}] |"
            + " datasets[0].labels_per_sample is 2, but a question of the task 'camera_motion' has"
            + " no pixel",
        "datasets=[{name=a}, {name=a, task=time}] | datasets[1].task: the task 'time' needs"
            + " speed_m_per_s",
        "datasets=[{name=a}, {name=a, task=camera_motion}] | has no text for the task"
            + " 'camera_motion'",
      })
  void faultsNameTheirPlace(String override, String told) {
    UserError error = assertThrows(UserError.class, () -> load(SMALL, override));
    assertTrue(error.getMessage().contains(told), error.getMessage());
  }

  @Test
  void aFaultInTheFileNamesItsLine() {
    UserError error = assertThrows(UserError.class, () -> load(SMALL + "batch = many\n"));
    assertTrue(
        error.getMessage().startsWith("conf/train/t.conf:5: batch is \"many\""),
        error.getMessage());
  }
}
