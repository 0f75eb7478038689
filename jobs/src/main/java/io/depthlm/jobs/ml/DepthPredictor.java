package io.depthlm.jobs.ml;

import io.depthlm.common.config.ModelConfig;
import io.depthlm.common.config.ShippedConf;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.EngineFactory;
import io.depthlm.common.engine.EngineSettings;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.jobs.predict.EngineSpecs;
import io.depthlm.jobs.spark.HadoopSettings;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * A Spark ML transformer that asks how far away the content of a pixel is. It takes a DataFrame of
 * images, cameras and pixels, and needs no warehouse: each row is one question.
 *
 * <pre>{@code
 * Dataset<Row> depths =
 *     new DepthPredictor()
 *         .setModelUrl("s3a://bucket/DepthLM-12B") // or setModel("depthlm-tiny")
 *         .setBatchSize(16)
 *         .setImageCol("image") // the bytes of a PNG or JPEG file, its URI, or a struct
 *         .transform(pixels); // with fx_px, fy_px, cx_px, cy_px, x_px, y_px
 * }</pre>
 *
 * <p>Setters follow DJL's Spark extension. The model is not part of what travels with a task: each
 * executor process loads it once and keeps it ({@link io.depthlm.common.engine.host.EngineHolder}).
 * Consecutive rows of one image share its decoding, so sort or keep rows by image.
 *
 * <p>The output has the input's rows and columns, and after them {@code value_m}, {@code
 * value_kind} ({@code radial} or {@code z}), {@code answer_text}, {@code confidence}, {@code
 * parse_status} ({@code ok}, {@code unparsed}, {@code failed}) and {@code error_code}. A question
 * that cannot be asked or answered is a row that says why; nothing is dropped.
 */
public final class DepthPredictor extends PredictorParams implements DefaultParamsWritable {
  /** The key of a model entry that the parameter {@code batchSize} sets. */
  private static final String BATCH_SIZE = "batch_size";

  private static final long serialVersionUID = 1L;

  /** A predictor with the defaults of {@code conf/}. */
  public DepthPredictor() {
    this(null);
  }

  /** A predictor of a known id, as persistence makes it. */
  public DepthPredictor(String uid) {
    super(uid);
  }

  /** An entry of {@code conf/models}, by its name: {@code depthlm-tiny}. */
  public DepthPredictor setModel(String value) {
    return with(model(), value);
  }

  /** The model's folder: a path, {@code file:}, {@code s3a:}. */
  public DepthPredictor setModelUrl(String value) {
    return with(modelUrl(), value);
  }

  /** What answers: {@code vlm}, or an engine without a model. */
  public DepthPredictor setEngine(String value) {
    return with(engine(), value);
  }

  /** Further keys of a model's entry: {@code dtype = bf16, max_new_tokens = 48}. */
  public DepthPredictor setModelSettings(String value) {
    return with(modelSettings(), value);
  }

  /** Most questions on the device at once; 0 leaves it to the model's entry. */
  public DepthPredictor setBatchSize(int value) {
    return with(batchSize(), value);
  }

  /** {@code distance} or {@code axis_distance}. */
  public DepthPredictor setTask(String value) {
    return with(task(), value);
  }

  /** The question's words. */
  public DepthPredictor setPrompt(String value) {
    return with(prompt(), value);
  }

  /** One of {@link Markers#names()}. */
  public DepthPredictor setMarker(String value) {
    return with(marker(), value);
  }

  /** The focal length in pixels that images are resized to; 0 leaves them as they are. */
  public DepthPredictor setFocalPx(double value) {
    return with(focalPx(), value);
  }

  /**
   * As {@link #setFocalPx(double)}; Python's whole numbers find no method that takes a fraction.
   */
  public DepthPredictor setFocalPx(int value) {
    return setFocalPx((double) value);
  }

  /** The column of images: bytes of files, URIs, or structs of Spark's {@code image} source. */
  public DepthPredictor setImageCol(String value) {
    return with(imageCol(), value);
  }

  /** The columns of the camera: fx, fy, cx, cy in pixels of the image. */
  public DepthPredictor setIntrinsicsCols(String fx, String fy, String cx, String cy) {
    return with(fxCol(), fx).with(fyCol(), fy).with(cxCol(), cx).with(cyCol(), cy);
  }

  /** The columns of the asked pixel. */
  public DepthPredictor setPixelCols(String x, String y) {
    return with(xCol(), x).with(yCol(), y);
  }

  private <T> DepthPredictor with(Param<T> param, T value) {
    set(param, value);
    return this;
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
    ModelConfig entry = entry();
    AskRows ask =
        new AskRows(
            new EngineSpecs(() -> hadoop).of(entry),
            asking(entry),
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
    List<String> numbers = new ArrayList<>(getIntrinsicsCols());
    numbers.addAll(getPixelCols());
    return PredictorColumns.of(schema, getImageCol(), numbers);
  }

  private ModelConfig entry() {
    if (getModel() == null) {
      return ShippedConf.entries()
          .model("model", getEngine(), getModelUrl(), settings(getEngine()));
    }
    if (getModelUrl() != null || isSet(engine())) {
      throw new UserError(
          "DepthPredictor: model is '%s', and %s is set as well"
              .formatted(getModel(), getModelUrl() == null ? "engine" : "modelUrl"),
          "an entry of conf/models has its own; modelSettings changes its keys");
    }
    EngineSettings engine = ShippedConf.entries().entry(getModel(), getModelSettings()).engine();
    return ShippedConf.entries().entry(getModel(), settings(engine.engine()));
  }

  private String settings(String engine) {
    // Some engines have no batches.
    boolean batches =
        EngineFactory.named(engine).map(f -> f.schema().hasKey(BATCH_SIZE)).orElse(false);
    return getBatchSize() > 0 && batches
        ? getModelSettings() + "\n" + BATCH_SIZE + " = " + getBatchSize()
        : getModelSettings();
  }

  private Asking asking(ModelConfig entry) {
    TaskKind kind = TaskKind.ofKey(getTask());
    PromptTemplate words =
        getPrompt() == null
            ? ShippedConf.entries().prompt("default", kind).of(getMarker())
            : new PromptTemplate(getPrompt(), kind);
    Double recommended = isSet(focalPx()) ? null : entry.recommendedFocalPx();
    double focal = recommended == null ? getFocalPx() : recommended;
    return new Asking(
        TaskSpec.of(kind),
        words,
        getMarker(),
        focal == 0 ? FocalSetting.NATIVE : FocalSetting.official(focal),
        ImageLimits.DEFAULT);
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
