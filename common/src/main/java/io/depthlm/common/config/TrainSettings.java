package io.depthlm.common.config;

import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.DeviceChoice;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;
import io.depthlm.common.task.AnswerFormat;
import io.depthlm.common.task.AnswerRounding;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The keys of a training file, and the configuration that they make. */
final class TrainSettings {
  private static final Setting<String> NAME =
      Setting.required("name", Types.NAME, "name of the run; default: the file's name")
          .steeringExecution();
  private static final Setting<TrainBase> BASE =
      Setting.required("base", TrainBase.TYPE, "the weights that training starts from");
  private static final Setting<String> OUT =
      Setting.required("out", Types.TEXT, "the folder to write: a path or any Hadoop URI")
          .steeringExecution();
  private static final Setting<List<TrainDataset>> DATASETS =
      Setting.required("datasets", Types.listOf(TrainDataset.TYPE), "the data sets to learn from");
  private static final Setting<TaskSpec> TASK =
      Setting.defaulted(
          "task", new TaskType(), "distance", "the task of the data sets that name none");
  private static final Setting<TrainPrompt> PROMPT =
      Setting.defaulted("prompt", TrainPrompt.TYPE, "default", "the prompt of the questions");
  private static final Setting<String> MARKER =
      Setting.defaulted(
          "marker", ImageTypes.MARKER, "red_arrow", "the marker that shows the pixel");
  private static final Setting<Integer> DIGITS =
      Setting.defaulted(
              "answer_digits",
              Types.INT,
              "0",
              "significant digits of the numbers in the answers, followed by zeros; 0 for two"
                  + " unchanged decimals")
          .limited("from 0 to 6", n -> n >= 0 && n <= 6)
          .in("digits");
  private static final Setting<Integer> STEPS_PER_DECADE =
      Setting.defaulted(
              "answer_steps_per_decade",
              Types.INT,
              "0",
              "number of geometric steps per decade to which the numbers are rounded first; 0"
                  + " for no rounding")
          .limited("from 0 to 1000", n -> n >= 0 && n <= 1000)
          .in("numbers");
  private static final Setting<AnswerFormat.Thinking> THINKING =
      Setting.defaulted(
          "thinking",
          Types.oneOf(AnswerFormat.Thinking.class),
          "with",
          "whether the answers have a think sentence before the number");
  private static final Setting<Double> FOCAL_PX =
      Setting.defaulted(
              "focal_px",
              ImageTypes.FOCAL_PX,
              "1000",
              "the focal length that frames are resized to")
          .in("pixels");
  private static final Setting<TrainConfig.Loss> LOSS =
      Setting.defaulted(
          "loss",
          Types.oneOf(TrainConfig.Loss.class),
          "answer",
          "which tokens the loss covers; all_text does what the official script does");
  private static final Setting<NumberType> DTYPE =
      Setting.defaulted(
          "dtype",
          Types.oneOf(NumberType.F32, NumberType.BF16),
          "f32",
          "number format to compute in; weights and the optimizer's state are always f32");
  private static final Setting<DeviceChoice> DEVICE =
      Setting.defaulted(
              "device",
              Types.oneOf(DeviceChoice.class),
              "auto",
              "where to train; auto uses the GPU that Spark assigned to the driver or the"
                  + " worker, else the CPU")
          .steeringExecution();
  private static final Setting<Integer> STEPS =
      Setting.required("steps", Types.INT, "total number of steps")
          .limited("at least 1", n -> n >= 1);
  private static final Setting<Integer> BATCH =
      Setting.defaulted("batch", Types.INT, "32", "samples per step")
          .limited("from 1 to 65536", n -> n >= 1 && n <= 65_536)
          .in("samples");
  private static final Setting<Integer> PART =
      Setting.optional(
              "part",
              Types.INT,
              "samples that run together, a divisor of batch; default: the whole batch")
          .limited("from 1 to 65536", n -> n >= 1 && n <= 65_536)
          .in("samples");
  private static final Setting<Integer> THREADS =
      Setting.optional(
              "threads", Types.INT, "number of parts that run at once; default: one per core")
          .limited("from 1 to 1024", n -> n >= 1 && n <= 1024)
          .steeringExecution();
  private static final Setting<Integer> WORKERS =
      Setting.defaulted(
              "workers",
              Types.INT,
              "1",
              "number of tasks that share each batch; each needs a free core")
          .limited("from 1 to 4096", n -> n >= 1 && n <= 4096)
          .steeringExecution();
  private static final Setting<List<Integer>> SHARES =
      Setting.optional(
              "shares",
              Types.sequenceOf(Types.INT),
              "number of parts of a batch for each worker, batch / part in all; default: as"
                  + " even as possible")
          .limited("1 or more each", shares -> shares.stream().allMatch(n -> n >= 1))
          .steeringExecution();
  private static final Setting<LoraConfig> LORA =
      Setting.optional(
          "lora",
          LoraConfig.TYPE,
          "train low-rank pairs beside frozen weights; {} for the defaults; without this"
              + " key, all weights are trained");
  private static final Setting<Long> SEED =
      Setting.defaulted("seed", Types.LONG, "1", "seed of all random choices");
  private static final Setting<TrainCheck> CHECK =
      Setting.optional(
              "evaluate", TrainCheck.TYPE, "held-out frames for evaluations during training")
          .steeringExecution();
  private static final Setting<Integer> CHECKPOINT_EVERY =
      Setting.defaulted(
              "checkpoint_every_steps", Types.INT, "1000", "steps between two checkpoints")
          .limited("at least 1", n -> n >= 1)
          .in("steps")
          .steeringExecution();
  private static final Setting<Integer> KEEP =
      Setting.defaulted("keep", Types.INT, "2", "number of checkpoints to keep, the latest ones")
          .limited("at least 1", n -> n >= 1)
          .steeringExecution();
  private static final Setting<Integer> LOG_EVERY =
      Setting.defaulted("log_every_steps", Types.INT, "100", "steps between two log lines")
          .limited("at least 1", n -> n >= 1)
          .in("steps")
          .steeringExecution();
  private static final Setting<Long> MEMORY_MB =
      Setting.defaulted(
              "memory_mb",
              Types.LONG,
              "1024",
              "memory for prepared frames; further ones are kept on disk")
          .limited("from 0 to 1048576", n -> n >= 0 && n <= 1_048_576)
          .in("megabytes")
          .steeringExecution();

  static final Schema SCHEMA =
      Schema.of(
              NAME,
              BASE,
              OUT,
              DATASETS,
              TASK,
              PROMPT,
              MARKER,
              DIGITS,
              STEPS_PER_DECADE,
              THINKING,
              FOCAL_PX,
              ImageTypes.PIXEL_MODE,
              SystemPromptType.SETTING,
              LOSS,
              DTYPE,
              DEVICE,
              STEPS,
              BATCH,
              PART,
              THREADS,
              WORKERS,
              SHARES)
          .and(OptimizerConfig.SCHEMA)
          .and(
              Schema.of(
                  LORA,
                  SEED,
                  CHECK,
                  CHECKPOINT_EVERY,
                  KEEP,
                  LOG_EVERY,
                  MEMORY_MB,
                  ImageTypes.IMAGES));

  private TrainSettings() {}

  static TrainConfig of(Section s) {
    TaskSpec task = s.of(TASK);
    Double focalPx = s.of(FOCAL_PX);
    return new TrainConfig(
        s.of(NAME),
        s.of(BASE),
        s.of(OUT),
        s.of(DATASETS),
        task,
        s.of(PROMPT).of(kinds(task, s.of(DATASETS))),
        s.of(MARKER),
        new AnswerRounding(s.of(DIGITS), s.of(STEPS_PER_DECADE)),
        s.of(THINKING),
        new FocalSetting(focalPx.isInfinite() ? null : focalPx, s.of(ImageTypes.PIXEL_MODE)),
        s.of(SystemPromptType.SETTING),
        s.of(LOSS),
        s.of(DTYPE),
        s.of(DEVICE),
        s.of(STEPS),
        s.of(BATCH),
        s.of(PART) == null ? s.of(BATCH) : s.of(PART),
        s.of(THREADS),
        shares(s, s.of(BATCH) / (s.of(PART) == null ? s.of(BATCH) : s.of(PART))),
        OptimizerConfig.of(s),
        s.of(LORA),
        s.of(SEED),
        s.of(CHECK),
        s.of(CHECKPOINT_EVERY),
        s.of(KEEP),
        s.of(LOG_EVERY),
        s.of(MEMORY_MB),
        s.of(ImageTypes.IMAGES));
  }

  private static Set<TaskKind> kinds(TaskSpec task, List<TrainDataset> datasets) {
    return datasets.stream()
        .map(dataset -> dataset.task() == null ? task.kind() : dataset.task().kind())
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(TaskKind.class)));
  }

  private static List<Integer> shares(Section s, int parts) {
    List<Integer> given = s.of(SHARES);
    int workers = s.of(WORKERS);
    if (given != null) {
      if (given.size() != workers || given.stream().mapToInt(n -> n).sum() != parts) {
        throw new UserError(
            "%s: shares is %s for %d workers and %d parts of a batch"
                .formatted(s.node().where(), given, workers, parts),
            "give one number for each worker; their sum is batch / part");
      }
      return given;
    }
    if (workers > Math.max(1, parts)) {
      throw new UserError(
          "%s: workers is %d, and a batch has %d parts".formatted(s.node().where(), workers, parts),
          "make part smaller or batch larger: a worker takes at least one part");
    }
    List<Integer> even = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      even.add(parts / workers + (i < parts % workers ? 1 : 0));
    }
    return List.copyOf(even);
  }
}
