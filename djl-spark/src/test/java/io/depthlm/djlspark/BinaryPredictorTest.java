package io.depthlm.djlspark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.spark.task.binary.BinaryPredictor;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.vlm.djl.DepthTranslatorFactory;
import io.depthlm.jobs.ml.DepthPredictor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** DJL's own transformer for bytes answers the rows of a table as {@link DepthPredictor} does. */
class BinaryPredictorTest {
  private static final Path MODEL = Path.of("../models/depthlm-tiny").toAbsolutePath().normalize();
  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.IntegerType)
          .add("image", DataTypes.BinaryType)
          .add("fx_px", DataTypes.DoubleType)
          .add("fy_px", DataTypes.DoubleType)
          .add("cx_px", DataTypes.DoubleType)
          .add("cy_px", DataTypes.DoubleType)
          .add("x_px", DataTypes.DoubleType)
          .add("y_px", DataTypes.DoubleType)
          .add("request", DataTypes.BinaryType);

  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate();
    spark.sparkContext().setLogLevel("WARN");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void textsValuesAndReasonsAreTheSame() throws Exception {
    Dataset<Row> pixels = spark.createDataFrame(rows(), SCHEMA).repartition(4).cache();
    List<Row> ours =
        new DepthPredictor()
            .setModelUrl(MODEL.toString())
            .setModelSettings("max_new_tokens = 16")
            .setFocalPx(128)
            .transform(pixels.drop("request"))
            .orderBy("id")
            .collectAsList();
    BinaryPredictor extension = new BinaryPredictor();
    extension.setEngine("DepthLM");
    extension.setModelUrl(MODEL.toUri() + "?max_new_tokens=16&focal_px=128");
    extension.setTranslatorFactory(new DepthTranslatorFactory());
    extension.setInputCol("request");
    extension.setOutputCol("answer");
    List<Row> theirs =
        extension.transform(pixels).select("id", "answer").orderBy("id").collectAsList();
    assertEquals(ours.size(), theirs.size());
    int answered = 0;
    for (int i = 0; i < ours.size(); i++) {
      Row row = ours.get(i);
      JsonNode answer =
          new ObjectMapper().readTree(theirs.get(i).<byte[]>getAs("answer")).at("/answers/0");
      assertEquals(row.getAs("error_code"), text(answer.get("error_code")), "row " + i);
      assertEquals(row.getAs("answer_text"), text(answer.get("text")), "row " + i);
      assertEquals(row.getAs("parse_status"), text(answer.get("parse_status")), "row " + i);
      Double value = answer.hasNonNull("value") ? (Double) answer.get("value").asDouble() : null;
      assertEquals(row.<Double>getAs("value_m"), value, "row " + i);
      answered += value == null ? 0 : 1;
    }
    assertEquals(38, answered);
  }

  private static String text(JsonNode node) {
    return node == null || node.isNull() ? null : node.asText();
  }

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      byte[] image = png(i / 8);
      double x = i == 5 ? 1 : 20 + 9 * (i % 8); // the arrow of one does not fit
      boolean none = i == 17;
      byte[] request =
          "{\"image\": \"%s\", \"intrinsics\": [150, 150, 56, 56], \"points\": [[%s, 60]]}"
              .formatted(Base64.getEncoder().encodeToString(image), x)
              .getBytes(StandardCharsets.UTF_8);
      rows.add(
          RowFactory.create(
              i, none ? null : image, 150.0, 150.0, 56.0, 56.0, x, 60.0, none ? null : request));
    }
    return rows;
  }

  private static byte[] png(int seed) {
    byte[] rgb = new byte[3 * 112 * 112];
    new Random(seed).nextBytes(rgb);
    return PngEncoder.encode(new RgbImage(112, 112, rgb));
  }
}
