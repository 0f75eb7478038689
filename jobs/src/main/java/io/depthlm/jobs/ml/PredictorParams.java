package io.depthlm.jobs.ml;

import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.EngineFactory;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.TaskKind;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable$;

/**
 * The parameters of {@link DepthPredictor}. A wrong value is a {@link UserError} where it is set,
 * by a setter, a {@code ParamMap} or from Python.
 */
abstract class PredictorParams extends Transformer {
  private static final long serialVersionUID = 1L;

  /** The focal length where neither the parameter nor the model's entry says one. */
  static final double FOCAL_PX = 1000;

  private static final List<String> TASKS =
      List.of(TaskKind.DISTANCE.key(), TaskKind.AXIS_DISTANCE.key());

  private final String uid;
  private final Param<String> model;
  private final Param<String> modelUrl;
  private final Param<String> engine;
  private final Param<String> modelSettings;
  private final IntParam batchSize;
  private final Param<String> task;
  private final Param<String> prompt;
  private final Param<String> marker;
  private final DoubleParam focalPx;
  private final Param<String> imageCol;
  private final Param<String> fxCol;
  private final Param<String> fyCol;
  private final Param<String> cxCol;
  private final Param<String> cyCol;
  private final Param<String> xCol;
  private final Param<String> yCol;

  /**
   * Parameters with their defaults.
   *
   * @param uid null for a random one
   */
  PredictorParams(String uid) {
    // Params take the id when they are made, so it comes first.
    this.uid = uid == null ? Identifiable$.MODULE$.randomUID("DepthPredictor") : uid;
    model = text("model", "an entry of conf/models, by its name; instead of modelUrl");
    modelUrl = text("modelUrl", "the model's folder, any Hadoop URI; instead of model");
    engine = text("engine", "vlm, probe or constant; an entry of conf/models has its own");
    modelSettings =
        new Param<>(
            this,
            "modelSettings",
            "further keys of a model's entry, HOCON",
            v -> check("modelSettings", v, v != null, "keys and values, or an empty text"));
    batchSize =
        new IntParam(
            this.uid,
            "batchSize",
            "most questions on the device at once; 0: the model's own",
            v -> check("batchSize", v, (Integer) v >= 0 && (Integer) v <= 1024, "0 to 1024"));
    task =
        new Param<>(
            this,
            "task",
            "distance (radial) or axis_distance (z)",
            v -> check("task", v, TASKS.contains(v), String.join(" or ", TASKS)));
    prompt =
        new Param<>(
            this,
            "prompt",
            "the question's words; {marker} stands for the marker's name",
            v -> accepts(v, words -> new PromptTemplate(words, TaskKind.DISTANCE)));
    marker =
        new Param<>(
            this,
            "marker",
            "how the pixel is pointed at",
            v ->
                check(
                    "marker", v, Markers.names().contains(v), String.join(", ", Markers.names())));
    focalPx =
        new DoubleParam(
            this.uid,
            "focalPx",
            "focal length that images are resized to, 0 for their own; if it is not set, the"
                + " recommended_focal_px of the model's entry, else the default",
            v -> check("focalPx", v, isFocal((Double) v), "16 to 20000 pixels, or 0"));
    imageCol = text("imageCol", "column of images: file bytes, URIs as text, or image structs");
    fxCol = text("fxCol", "column of focal lengths along x, pixels");
    fyCol = text("fyCol", "column of focal lengths along y, pixels");
    cxCol = text("cxCol", "column of principal points along x, pixels");
    cyCol = text("cyCol", "column of principal points along y, pixels");
    xCol = text("xCol", "column of the asked pixels' x");
    yCol = text("yCol", "column of the asked pixels' y");
    setDefault(engine, EngineFactory.forBareFolders().key());
    setDefault(modelSettings, "");
    setDefault(batchSize, 0);
    setDefault(task, TaskKind.DISTANCE.key());
    setDefault(marker, Markers.OFFICIAL);
    setDefault(focalPx, FOCAL_PX);
    setDefault(imageCol, "image");
    setDefault(fxCol, "fx_px");
    setDefault(fyCol, "fy_px");
    setDefault(cxCol, "cx_px");
    setDefault(cyCol, "cy_px");
    setDefault(xCol, "x_px");
    setDefault(yCol, "y_px");
  }

  private Param<String> text(String name, String doc) {
    return new Param<>(
        this,
        name,
        doc,
        v -> check(name, v, v != null && !v.isBlank(), "a text that is not empty"));
  }

  private static boolean isFocal(double px) {
    return px == 0 || (px >= 16 && px <= 20_000);
  }

  /** True, or throws with the reason; Spark would only say that the value is invalid. */
  private static Object check(String name, Object value, boolean good, String expected) {
    if (!good) {
      throw new UserError(
          "DepthPredictor: %s is %s"
              .formatted(name, value instanceof String ? "'" + value + "'" : value),
          "expected " + expected);
    }
    return true;
  }

  private static <T> Object accepts(T value, Consumer<T> reader) {
    reader.accept(value);
    return true;
  }

  @Override
  public String uid() {
    return uid;
  }

  /** An entry of {@code conf/models}, by its name. */
  public Param<String> model() {
    return model;
  }

  /** The model's folder. */
  public Param<String> modelUrl() {
    return modelUrl;
  }

  /** What answers. */
  public Param<String> engine() {
    return engine;
  }

  /** Further keys of a model's entry. */
  public Param<String> modelSettings() {
    return modelSettings;
  }

  /** Most questions on the device at once. */
  public IntParam batchSize() {
    return batchSize;
  }

  /** What is asked. */
  public Param<String> task() {
    return task;
  }

  /** The question's words. */
  public Param<String> prompt() {
    return prompt;
  }

  /** How the pixel is pointed at. */
  public Param<String> marker() {
    return marker;
  }

  /** The focal length that images are resized to. */
  public DoubleParam focalPx() {
    return focalPx;
  }

  /** The column of images. */
  public Param<String> imageCol() {
    return imageCol;
  }

  /** The column of focal lengths along x. */
  public Param<String> fxCol() {
    return fxCol;
  }

  /** The column of focal lengths along y. */
  public Param<String> fyCol() {
    return fyCol;
  }

  /** The column of principal points along x. */
  public Param<String> cxCol() {
    return cxCol;
  }

  /** The column of principal points along y. */
  public Param<String> cyCol() {
    return cyCol;
  }

  /** The column of the asked pixels' x. */
  public Param<String> xCol() {
    return xCol;
  }

  /** The column of the asked pixels' y. */
  public Param<String> yCol() {
    return yCol;
  }

  /** The value of {@link #model}; null if it is not set. */
  public String getModel() {
    return orNull(model);
  }

  /** The value of {@link #modelUrl}; null if it is not set. */
  public String getModelUrl() {
    return orNull(modelUrl);
  }

  /** The value of {@link #engine}. */
  public String getEngine() {
    return value(engine);
  }

  /** The value of {@link #modelSettings}. */
  public String getModelSettings() {
    return value(modelSettings);
  }

  /** The value of {@link #batchSize}. */
  public int getBatchSize() {
    return (Integer) value(batchSize);
  }

  /** The value of {@link #task}. */
  public String getTask() {
    return value(task);
  }

  /** The value of {@link #prompt}; null if it is not set. */
  public String getPrompt() {
    return orNull(prompt);
  }

  /** The value of {@link #marker}. */
  public String getMarker() {
    return value(marker);
  }

  /** The value of {@link #focalPx}. */
  public double getFocalPx() {
    return (Double) value(focalPx);
  }

  /** The value of {@link #imageCol}. */
  public String getImageCol() {
    return value(imageCol);
  }

  /** The columns of fx, fy, cx, cy. */
  public List<String> getIntrinsicsCols() {
    return List.of(value(fxCol), value(fyCol), value(cxCol), value(cyCol));
  }

  /** The columns of x, y. */
  public List<String> getPixelCols() {
    return List.of(value(xCol), value(yCol));
  }

  private String orNull(Param<String> param) {
    return isDefined(param) ? value(param) : null;
  }

  private <T> T value(Param<T> param) {
    return getOrDefault(param);
  }
}
