package io.depthlm.jobs.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.host.EngineHolder;
import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.jobs.TestSpark;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DepthPredictorTest {
  @TempDir Path dir;

  private static StructType schema(DataType image) {
    return new StructType()
        .add("id", DataTypes.IntegerType)
        .add("image", image)
        .add("fx_px", DataTypes.DoubleType)
        .add("fy_px", DataTypes.FloatType)
        .add("cx_px", DataTypes.DoubleType)
        .add("cy_px", DataTypes.DoubleType)
        .add("x_px", DataTypes.IntegerType)
        .add("y_px", DataTypes.createDecimalType(10, 2));
  }

  private static Row row(int id, Object image, Double fx, int x, int y) {
    return RowFactory.create(id, image, fx, 50f, 32.0, 24.0, x, new BigDecimal(y));
  }

  private static byte[] png(int seed) {
    byte[] rgb = new byte[3 * 64 * 48];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i * seed);
    }
    return PngEncoder.encode(new RgbImage(64, 48, rgb));
  }

  private static DepthPredictor constant() {
    return new DepthPredictor().setEngine("constant").setModelSettings("depth_m = 2.5");
  }

  @Test
  void everyRowComesBackInItsPlaceWithItsAnswer() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rows.add(row(i, png(1 + i / 8), 50.0, 20 + i % 8, 24));
    }
    rows.set(3, row(3, png(1), 50.0, 1, 24)); // the arrow does not fit
    rows.set(9, row(9, null, 50.0, 20, 24));
    rows.set(10, row(10, new byte[] {1, 2, 3, 4}, 50.0, 20, 24));
    rows.set(11, row(11, png(2), null, 20, 24));
    rows.set(12, row(12, png(2), -1.0, 20, 24));
    rows.set(39, row(39, png(5), 0.0, 20, 24)); // repaired: fy is there
    SparkSession spark = TestSpark.session();
    Dataset<Row> in = spark.createDataFrame(rows, schema(DataTypes.BinaryType)).coalesce(1);
    Dataset<Row> out = constant().setFocalPx(0).transform(in);
    assertEquals(constant().transformSchema(in.schema()), out.schema());
    List<Row> answered = out.collectAsList();
    assertEquals(40, answered.size());
    for (int i = 0; i < 40; i++) {
      Row row = answered.get(i);
      assertEquals(i, row.<Integer>getAs("id"));
      String error =
          switch (i) {
            case 3 -> "border";
            case 9, 11 -> "input_null";
            case 10 -> "image_unreadable";
            case 12 -> "intrinsics_unusable";
            default -> null;
          };
      assertEquals(error, row.getAs("error_code"), "row " + i);
      assertEquals(error == null ? "ok" : "failed", row.getAs("parse_status"));
      if (error == null) {
        assertEquals(2.5, row.<Double>getAs("value_m"));
        assertEquals("radial", row.getAs("value_kind"));
        assertNull(row.getAs("answer_text"), "a baseline says nothing");
      } else {
        assertNull(row.getAs("value_m"));
        assertNull(row.getAs("answer_text"));
      }
    }
  }

  @Test
  void imagesMayBeUris() throws IOException {
    Files.write(dir.resolve("a.png"), png(1));
    String uri = dir.resolve("a.png").toUri().toString();
    List<Row> rows =
        List.of(
            row(0, uri, 50.0, 20, 24),
            row(1, dir.resolve("a.png").toString(), 50.0, 30, 24),
            row(2, dir.resolve("gone.png").toString(), 50.0, 30, 24),
            row(3, "nope://x/y.png", 50.0, 30, 24));
    Dataset<Row> in =
        TestSpark.session().createDataFrame(rows, schema(DataTypes.StringType)).coalesce(1);
    List<Row> out = constant().setTask("axis_distance").transform(in).collectAsList();
    assertEquals("z", out.get(0).getAs("value_kind"));
    assertEquals("ok", out.get(1).getAs("parse_status"));
    assertEquals("image_missing", out.get(2).getAs("error_code"));
    assertEquals("image_unreadable", out.get(3).getAs("error_code"));
  }

  @Test
  void theEngineIsBuiltOncePerProcess() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      rows.add(row(i, png(1 + i / 8), 50.0, 20 + i % 8, 24));
    }
    Dataset<Row> in =
        TestSpark.session().createDataFrame(rows, schema(DataTypes.BinaryType)).repartition(8);
    long before = EngineHolder.ofProcess().loads();
    DepthPredictor predictor = constant().setModelSettings("depth_m = 7.25");
    assertEquals(64, predictor.transform(in).where("value_m = 7.25").count());
    assertEquals(64, predictor.transform(in).where("value_m = 7.25").count());
    assertEquals(before + 1, EngineHolder.ofProcess().loads());
  }

  @Test
  void theQuestionIsPutAsSet() {
    Dataset<Row> in =
        TestSpark.session()
            .createDataFrame(List.of(row(0, png(1), 50.0, 20, 24)), schema(DataTypes.BinaryType));
    DepthPredictor probe = new DepthPredictor().setEngine("probe").setFocalPx(100);
    String arrow = probe.transform(in).first().getAs("answer_text");
    String again = probe.transform(in).first().getAs("answer_text");
    assertEquals(arrow, again);
    for (DepthPredictor other :
        List.of(
            probe.copy(ParamMap.empty()).setMarker("green_dot"),
            probe.copy(ParamMap.empty()).setFocalPx(0),
            probe.copy(ParamMap.empty()).setPrompt("How far is the {marker}?"))) {
      assertNotEquals(arrow, other.transform(in).first().getAs("answer_text"));
    }
  }

  @Test
  void itIsSavedAndLoadedWithItsSettings() throws IOException {
    Path folder = dir.resolve("predictor");
    DepthPredictor saved =
        constant().setMarker("blue_ring").setFocalPx(750).setPixelCols("column", "row");
    saved.write().overwrite().save(folder.toString());
    DepthPredictor loaded = DepthPredictor.load(folder.toString());
    assertEquals(saved.uid(), loaded.uid());
    assertEquals(saved.explainParams(), loaded.explainParams());
    assertTrue(loaded.explainParams().contains("blue_ring"), loaded.explainParams());
  }

  @Test
  void whatDoesNotFitIsToldBeforeAnythingRuns() {
    StructType schema = schema(DataTypes.BinaryType);
    told(
        "the input has no column pixel_x",
        () -> constant().setPixelCols("pixel_x", "y_px").transformSchema(schema));
    told("column id is of type int", () -> constant().setImageCol("id").transformSchema(schema));
    told(
        "the input has a column value_m already",
        () -> constant().transformSchema(schema.add("value_m", DataTypes.DoubleType)));
    Dataset<Row> in = TestSpark.session().createDataFrame(List.of(), schema);
    told(
        "model is 'constant-2m', and engine is set as well",
        () -> constant().setModel("constant-2m").transform(in));
    told(
        "model is 'constant-2m', and modelUrl is set as well",
        () -> new DepthPredictor().setModel("constant-2m").setModelUrl("x").transform(in));
    told(
        "there is no models/constant-3m.conf",
        () -> new DepthPredictor().setModel("constant-3m").transform(in));
    told("uri is missing", () -> new DepthPredictor().transform(in));
    DepthPredictor nowhere = new DepthPredictor().setModelUrl(dir.resolve("none").toString());
    CheckpointException none = assertThrows(CheckpointException.class, () -> nowhere.transform(in));
    assertTrue(none.getMessage().startsWith("no checkpoint folder"), none.getMessage());
  }

  @Test
  void aWrongValueIsToldWhereItIsSet() {
    told(
        "task is 'speed'\n  expected distance or axis_distance", () -> constant().setTask("speed"));
    told("marker is 'pink'\n  expected red_arrow", () -> constant().setMarker("pink"));
    told("focalPx is 3.0\n  expected 16 to 20000 pixels", () -> constant().setFocalPx(3));
    told("focalPx is NaN", () -> constant().setFocalPx(Double.NaN));
    told("batchSize is -1\n  expected 0 to 1024", () -> constant().setBatchSize(-1));
    told("placeholder {nowhere}", () -> constant().setPrompt("Where is {nowhere}?"));
    told("imageCol is ''", () -> constant().setImageCol(""));
    told("modelUrl is null", () -> constant().setModelUrl(null));
    // and so it is from Python, and where a pipeline is given a map of parameters
    DepthPredictor predictor = constant();
    told("batchSize is -2", () -> predictor.set(predictor.getParam("batchSize"), -2));
    told("marker is 'pink'", () -> new ParamMap().put(predictor.marker(), "pink"));
  }

  @Test
  void everyParameterHasAGetterAndASetter() {
    DepthPredictor p =
        new DepthPredictor()
            .setModel("depthlm-tiny")
            .setModelUrl("folder")
            .setEngine("probe")
            .setModelSettings("max_new_tokens = 9")
            .setBatchSize(3)
            .setTask("axis_distance")
            .setPrompt("How far?")
            .setMarker("blue_ring")
            .setFocalPx(128)
            .setImageCol("i")
            .setIntrinsicsCols("a", "b", "c", "d")
            .setPixelCols("u", "v");
    assertEquals("depthlm-tiny", p.getModel());
    assertEquals("folder", p.getModelUrl());
    assertEquals("probe", p.getEngine());
    assertEquals("max_new_tokens = 9", p.getModelSettings());
    assertEquals(3, p.getBatchSize());
    assertEquals("axis_distance", p.getTask());
    assertEquals("How far?", p.getPrompt());
    assertEquals("blue_ring", p.getMarker());
    assertEquals(128, p.getFocalPx());
    assertEquals("i", p.getImageCol());
    assertEquals(List.of("a", "b", "c", "d"), p.getIntrinsicsCols());
    assertEquals(List.of("u", "v"), p.getPixelCols());
    assertEquals(16, p.params().length);
    for (var param : p.params()) {
      assertTrue(p.isSet(param), param.name());
    }
    DepthPredictor untouched = new DepthPredictor();
    assertNull(untouched.getModel());
    assertNull(untouched.getModelUrl());
    assertNull(untouched.getPrompt());
    assertEquals(1000, untouched.getFocalPx());
  }

  @Test
  void aModelIsNamedByItsEntryWhichKnowsItsFocalLength() {
    Dataset<Row> in =
        TestSpark.session()
            .createDataFrame(List.of(row(0, png(1), 50.0, 20, 24)), schema(DataTypes.BinaryType));
    Row two = new DepthPredictor().setModel("constant-2m").transform(in).first();
    assertEquals(2.0, two.<Double>getAs("value_m"));
    Row five =
        new DepthPredictor()
            .setModel("constant-2m")
            .setModelSettings("depth_m = 5")
            .transform(in)
            .first();
    assertEquals(5.0, five.<Double>getAs("value_m"));
    DepthPredictor tiny =
        new DepthPredictor()
            .setModel("depthlm-tiny")
            .setModelSettings("uri = \"../models/depthlm-tiny\"")
            .setBatchSize(4);
    Row unset = tiny.transform(in).first();
    Row set = tiny.copy(ParamMap.empty()).setFocalPx(128).transform(in).first();
    Row other = tiny.copy(ParamMap.empty()).setFocalPx(64).transform(in).first();
    assertEquals("ok", unset.getAs("parse_status"));
    assertEquals(unset.<Object>getAs("confidence"), set.<Object>getAs("confidence"));
    assertNotEquals(unset.<Object>getAs("confidence"), other.<Object>getAs("confidence"));
  }

  @Test
  void imagesMayBeStructsOfSparksImageSource() throws IOException {
    Path folder = Files.createDirectory(dir.resolve("images"));
    Files.write(folder.resolve("a.png"), png(7));
    Files.write(folder.resolve("b.png"), new byte[] {1, 2, 3});
    Dataset<Row> read = TestSpark.session().read().format("image").load(folder.toString());
    Dataset<Row> in =
        read.coalesce(1)
            .selectExpr(
                "image",
                "50D AS fx_px",
                "50D AS fy_px",
                "32D AS cx_px",
                "24D AS cy_px",
                "20 AS x_px",
                "24 AS y_px")
            .orderBy("image.origin");
    DepthPredictor probe = new DepthPredictor().setEngine("probe").setFocalPx(100);
    List<Row> out = probe.transform(in).collectAsList();
    Dataset<Row> file =
        TestSpark.session()
            .createDataFrame(List.of(row(0, png(7), 50.0, 20, 24)), schema(DataTypes.BinaryType));
    assertEquals(
        probe.transform(file).first().<String>getAs("answer_text"),
        out.get(0).getAs("answer_text"));
    assertEquals("image_unreadable", out.get(1).getAs("error_code"));
  }

  @Test
  void structsOfOtherKindsAreSaidToBeSo() {
    StructType struct =
        new StructType()
            .add("origin", DataTypes.StringType)
            .add("height", DataTypes.IntegerType)
            .add("width", DataTypes.IntegerType)
            .add("nChannels", DataTypes.IntegerType)
            .add("mode", DataTypes.IntegerType)
            .add("data", DataTypes.BinaryType);
    byte[] grey = new byte[64 * 48];
    byte[] bgra = new byte[4 * 64 * 48];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) i;
      Arrays.fill(bgra, 4 * i, 4 * i + 3, (byte) i);
    }
    List<Row> rows =
        List.of(
            row(0, RowFactory.create("", 48, 64, 1, 0, grey), 50.0, 20, 24),
            row(1, RowFactory.create("", 48, 64, 4, 24, bgra), 50.0, 20, 24),
            row(2, RowFactory.create("", 48, 64, 1, 5, grey), 50.0, 20, 24),
            row(3, RowFactory.create("", 48, 64, 3, 16, grey), 50.0, 20, 24),
            row(4, RowFactory.create("", -1, -1, -1, -1, new byte[0]), 50.0, 20, 24));
    Dataset<Row> in = TestSpark.session().createDataFrame(rows, schema(struct)).coalesce(1);
    List<Row> out =
        new DepthPredictor().setEngine("probe").setFocalPx(0).transform(in).collectAsList();
    assertNull(out.get(0).getAs("error_code"));
    assertEquals(out.get(0).<String>getAs("answer_text"), out.get(1).getAs("answer_text"));
    assertEquals("image_unsupported", out.get(2).getAs("error_code"));
    assertEquals("image_unreadable", out.get(3).getAs("error_code"));
    assertEquals("image_unreadable", out.get(4).getAs("error_code"));
  }

  private static void told(String what, Runnable work) {
    String message = assertThrows(UserError.class, work::run).getMessage();
    assertTrue(message.contains(what), message);
  }
}
