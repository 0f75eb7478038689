package io.depthlm.common.config;

import com.typesafe.config.ConfigObject;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.PixelMode;
import io.depthlm.common.settings.Node;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;
import io.depthlm.common.task.CompareAs;
import io.depthlm.common.task.TaskSpec;
import java.util.List;

/**
 * A sweep: the cross product of models, data sets, tasks, prompts, markers and focal lengths.
 *
 * @param name the name in {@code runs}
 * @param datasets the data sets
 * @param models the models
 * @param tasks the tasks
 * @param prompts the prompts
 * @param markers names of {@link io.depthlm.common.imaging.Markers}
 * @param focals the focal lengths to which frames are resized
 * @param compareAs how truth and answer are compared
 * @param select the frames and points to ask about
 * @param evaluate settings of evaluation
 * @param predict settings of prediction
 * @param images limits of image files
 */
public record SweepConfig(
    String name,
    List<DatasetConfig> datasets,
    List<ModelConfig> models,
    List<TaskSpec> tasks,
    List<PromptConfig> prompts,
    List<String> markers,
    List<FocalSetting> focals,
    CompareAs compareAs,
    SelectConfig select,
    EvaluateConfig evaluate,
    PredictConfig predict,
    ImageLimits images) {

  private static final Setting<String> NAME =
      Setting.required("name", Types.NAME, "name of the sweep; default: the file's name");
  private static final Setting<List<DatasetConfig>> DATASETS =
      Setting.required("datasets", Types.listOf(DatasetConfig.TYPE), "the data sets to ask about");
  private static final Setting<List<ModelConfig>> MODELS =
      Setting.required("models", Types.listOf(ModelConfig.TYPE), "the models to ask");
  private static final Setting<List<TaskSpec>> TASKS =
      Setting.defaulted(
          "tasks", Types.listOf(new TaskType()), "[distance]", "the tasks to ask about");
  private static final Setting<List<PromptConfig>> PROMPTS =
      Setting.defaulted(
          "prompts", Types.listOf(PromptConfig.TYPE), "[default]", "the prompts to use");
  private static final Setting<String> PROMPT_TEXT =
      Setting.optional("text", Types.TEXT, "one question text for every task, instead of prompts");
  private static final Setting<Node> PROMPT =
      Setting.optional(
          "prompt",
          Types.section(Schema.of(PROMPT_TEXT), SweepConfig::promptText),
          "prompt.text: one sentence for every task, instead of prompts");
  private static final Setting<List<String>> MARKERS =
      Setting.defaulted(
          "markers",
          Types.listOf(ImageTypes.MARKER),
          "[red_arrow]",
          "the markers that show the pixel");
  private static final Setting<List<Double>> FOCAL_PX =
      Setting.defaulted(
              "focal_px",
              Types.listOf(ImageTypes.FOCAL_PX),
              "[1000]",
              "the focal lengths that frames are resized to")
          .in("pixels");
  private static final Setting<CompareAs> COMPARE_AS =
      Setting.defaulted(
          "compare_as",
          Types.oneOf(CompareAs.class),
          "as_labelled",
          "kind of depth in which truth and answer are compared");
  private static final Setting<SelectConfig> SELECT =
      Setting.defaulted(
          "select",
          Types.section(SelectConfig.SCHEMA, SelectConfig::of),
          "{}",
          "which frames and points");
  private static final Setting<EvaluateConfig> EVALUATE =
      Setting.defaulted(
          "evaluate",
          Types.section(EvaluateConfig.SCHEMA, EvaluateConfig::of),
          "{}",
          "how predictions become metrics");
  private static final Setting<PredictConfig> PREDICT =
      Setting.defaulted(
          "predict",
          Types.section(PredictConfig.SCHEMA, PredictConfig::of),
          "{}",
          "how the questions are processed");

  static final Schema SCHEMA =
      Schema.of(
          NAME,
          DATASETS,
          MODELS,
          TASKS,
          PROMPTS,
          PROMPT,
          MARKERS,
          FOCAL_PX,
          ImageTypes.PIXEL_MODE,
          COMPARE_AS,
          SELECT,
          EVALUATE,
          PREDICT,
          ImageTypes.IMAGES);

  static SweepConfig of(Section s) {
    List<TaskSpec> tasks = s.of(TASKS);
    Node sentence = s.of(PROMPT);
    PixelMode pixels = s.of(ImageTypes.PIXEL_MODE);
    List<PromptConfig> prompts =
        sentence == null
            ? s.of(PROMPTS)
            : List.of(PromptConfig.custom(sentence, tasks.stream().map(TaskSpec::kind).toList()));
    return new SweepConfig(
        s.of(NAME),
        s.of(DATASETS),
        s.of(MODELS),
        tasks,
        prompts,
        s.of(MARKERS),
        s.of(FOCAL_PX).stream()
            .map(px -> new FocalSetting(Double.isInfinite(px) ? null : px, pixels))
            .toList(),
        s.of(COMPARE_AS),
        s.of(SELECT),
        s.of(EVALUATE),
        s.of(PREDICT),
        s.of(ImageTypes.IMAGES));
  }

  /** The value of {@code prompt.text}; null if it is not set. */
  private static Node promptText(Section s) {
    return s.of(PROMPT_TEXT) == null
        ? null
        : s.node().child(PROMPT_TEXT.key(), ((ConfigObject) s.node().value()).get("text"));
  }
}
