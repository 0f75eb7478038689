package io.depthlm.jobs.predict;

import io.depthlm.common.config.EntryLoader;
import io.depthlm.common.config.ModelConfig;
import io.depthlm.common.config.PromptConfig;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.jobs.spark.HadoopSettings;
import io.depthlm.jobs.spark.ShippedConf;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * How far away is what a pixel shows? A Spark ML transformer for people who have a DataFrame of
 * images, cameras and pixels and no tables of ours: one row is one question.
 *
 * <pre>{@code
 * Dataset<Row> depths =
 *     new DepthPredictor()
 *         .setModelUrl("s3a://bucket/DepthLM-12B")
 *         .setBatchSize(16)
 *         .setImageCol("image") // the bytes of a PNG or JPEG file, or its URI
 *         .transform(pixels); // with fx_px, fy_px, cx_px, cy_px, x_px, y_px
 * }</pre>
 *
 * <p>Setters follow DJL's Spark extension. The model is not part of what travels with a task: each
 * executor process loads it once and keeps it ({@link io.depthlm.common.engine.EngineHolder}).
 * Consecutive rows of one image share its decoding, so sort or keep rows by image.
 *
 * <p>The output has the input's rows and columns, and after them {@code value_m}, {@code
 * value_kind} ({@code radial} or {@code z}), {@code answer_text}, {@code confidence}, {@code
 * parse_status} ({@code ok}, {@code unparsed}, {@code failed}) and {@code error_code}. A question
 * that cannot be asked or answered is a row that says why; nothing is dropped.
 */
public final class DepthPredictor extends Transformer implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
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

  /** A predictor with the defaults of {@code conf/}. */
  public DepthPredictor() {
    this(Identifiable$.MODULE$.randomUID("DepthPredictor"));
  }

  /** A predictor of a known id, as persistence makes it. */
  public DepthPredictor(String uid) {
    // Params take the id when they are made, so it comes first.
    this.uid = uid;
    modelUrl = text("modelUrl", "the model's folder, any Hadoop URI");
    engine = text("engine", "vlm, probe or constant");
    modelSettings =
        text("modelSettings", "further keys of a model's entry as in conf/models, HOCON");
    batchSize =
        new IntParam(this, "batchSize", "most questions on the device at once; 0: the model's own");
    task = text("task", "distance (radial) or axis_distance (z)");
    prompt = text("prompt", "the question's words; {marker} stands for the marker's name");
    marker = text("marker", "how the pixel is pointed at");
    focalPx =
        new DoubleParam(this, "focalPx", "focal length that images are resized to; 0: their own");
    imageCol = text("imageCol", "column of image files: bytes, or URIs as text");
    fxCol = text("fxCol", "column of focal lengths along x, pixels");
    fyCol = text("fyCol", "column of focal lengths along y, pixels");
    cxCol = text("cxCol", "column of principal points along x, pixels");
    cyCol = text("cyCol", "column of principal points along y, pixels");
    xCol = text("xCol", "column of the asked pixels' x");
    yCol = text("yCol", "column of the asked pixels' y");
    setDefault(engine, "vlm");
    setDefault(modelSettings, "");
    setDefault(batchSize, 0);
    setDefault(task, TaskKind.DISTANCE.key());
    setDefault(marker, Markers.OFFICIAL);
    setDefault(focalPx, 1000.0);
    setDefault(imageCol, "image");
    setDefault(fxCol, "fx_px");
    setDefault(fyCol, "fy_px");
    setDefault(cxCol, "cx_px");
    setDefault(cyCol, "cy_px");
    setDefault(xCol, "x_px");
    setDefault(yCol, "y_px");
  }

  private Param<String> text(String name, String doc) {
    return new Param<>(this, name, doc);
  }

  /** The model's folder: a path, {@code file:}, {@code s3a:}. */
  public DepthPredictor setModelUrl(String value) {
    return with(modelUrl, value);
  }

  /** What answers: {@code vlm}, or an engine without a model. */
  public DepthPredictor setEngine(String value) {
    return with(engine, value);
  }

  /** Further keys of a model's entry: {@code dtype = bf16, max_new_tokens = 48}. */
  public DepthPredictor setModelSettings(String value) {
    return with(modelSettings, value);
  }

  /** Most questions on the device at once. */
  public DepthPredictor setBatchSize(int value) {
    return with(batchSize, value);
  }

  /** {@code distance} or {@code axis_distance}. */
  public DepthPredictor setTask(String value) {
    return with(task, value);
  }

  /** The question's words. */
  public DepthPredictor setPrompt(String value) {
    return with(prompt, value);
  }

  /** One of {@link Markers#names()}. */
  public DepthPredictor setMarker(String value) {
    return with(marker, value);
  }

  /** The focal length that images are resized to; 0 leaves them as they are. */
  public DepthPredictor setFocalPx(double value) {
    return with(focalPx, value);
  }

  /** The column of image files: bytes, or URIs. */
  public DepthPredictor setImageCol(String value) {
    return with(imageCol, value);
  }

  /** The columns of the camera: fx, fy, cx, cy in pixels of the image. */
  public DepthPredictor setIntrinsicsCols(String fx, String fy, String cx, String cy) {
    return with(fxCol, fx).with(fyCol, fy).with(cxCol, cx).with(cyCol, cy);
  }

  /** The columns of the asked pixel. */
  public DepthPredictor setPixelCols(String x, String y) {
    return with(xCol, x).with(yCol, y);
  }

  private <T> DepthPredictor with(Param<T> param, T value) {
    set(param, value);
    return this;
  }

  /** All parameters; Spark would look for a public method of each. */
  @Override
  public Param<?>[] params() {
    return new Param<?>[] {
      modelUrl,
      engine,
      modelSettings,
      batchSize,
      task,
      prompt,
      marker,
      focalPx,
      imageCol,
      fxCol,
      fyCol,
      cxCol,
      cyCol,
      xCol,
      yCol
    };
  }

  @Override
  public String uid() {
    return uid;
  }

  /**
   * {@inheritDoc}
   *
   * @throws UserError if the parameters do not fit each other
   * @throws io.depthlm.common.vlm.checkpoint.CheckpointException if the model cannot be used
   */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    StructType out = transformSchema(dataset.schema());
    Configuration hadoop = dataset.sparkSession().sparkContext().hadoopConfiguration();
    AskRows ask =
        new AskRows(
            new EngineSpecs(() -> hadoop).of(model()),
            asking(),
            new HadoopSettings(hadoop),
            columns(dataset.schema()));
    return dataset.toDF().mapPartitions(ask, Encoders.row(out));
  }

  /**
   * {@inheritDoc}
   *
   * @throws UserError if a column is missing, of the wrong type, or would be there twice
   */
  @Override
  public StructType transformSchema(StructType schema) {
    columns(schema);
    return PredictorColumns.appended(schema);
  }

  private PredictorColumns columns(StructType schema) {
    return PredictorColumns.of(
        schema,
        value(imageCol),
        List.of(fxCol, fyCol, cxCol, cyCol, xCol, yCol).stream().map(this::value).toList());
  }

  private ModelConfig model() {
    String url = isDefined(modelUrl) ? value(modelUrl) : null;
    String settings = value(modelSettings);
    int batch = (Integer) value(batchSize);
    if (batch > 0 && value(engine).equals("vlm")) {
      settings = settings + "\nbatch_size = " + batch;
    }
    return entries().model("model", value(engine), url, settings);
  }

  private static EntryLoader entries() {
    return new EntryLoader(ShippedConf::read, List.of(ShippedConf.ROOT));
  }

  private Asking asking() {
    TaskKind kind = TaskKind.ofKey(value(task));
    if (kind != TaskKind.DISTANCE && kind != TaskKind.AXIS_DISTANCE) {
      throw new UserError(
          "DepthPredictor: task is '" + kind.key() + "'", "choose distance or axis_distance");
    }
    if (!Markers.names().contains(value(marker))) {
      throw new UserError(
          "DepthPredictor: marker is '" + value(marker) + "'",
          "choose " + String.join(", ", Markers.names()));
    }
    double focal = (Double) value(focalPx);
    if (focal != 0 && !(focal >= 16 && focal <= 20_000)) {
      throw new UserError(
          "DepthPredictor: focalPx is " + focal,
          "give 16 to 20000 pixels, or 0 for the images' own");
    }
    return new Asking(
        TaskSpec.of(kind),
        words(kind),
        value(marker),
        focal == 0 ? FocalSetting.NATIVE : FocalSetting.official(focal),
        ImageLimits.DEFAULT);
  }

  private PromptTemplate words(TaskKind kind) {
    if (isDefined(prompt)) {
      return new PromptTemplate(value(prompt), kind);
    }
    PromptConfig.Wording wording = entries().prompt("default", kind);
    return value(marker).equals(Markers.TEXT) ? wording.coordinates() : wording.marker();
  }

  private <T> T value(Param<T> param) {
    return getOrDefault(param);
  }

  @Override
  public DepthPredictor copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Reads what {@code write().save(path)} wrote. */
  public static MLReader<DepthPredictor> read() {
    return new DefaultParamsReader<>();
  }

  /** Reads what {@code save(path)} wrote. */
  public static DepthPredictor load(String path) {
    return read().load(path);
  }
}
