package io.depthlm.jobs.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.vlm.djl.DepthTranslatorFactory;
import io.depthlm.jobs.TestFrames;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.TinyModels;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** The two faces, each with nothing set but the model, put one question and give one answer. */
class DjlHostTest {
  private static final byte[] IMAGE = TestFrames.png(3, 64, 48);

  @Test
  void defaultsAreThoseOfTheTransformer() throws Exception {
    for (String marker : List.of("red_arrow", "text")) {
      Row row = transformer(marker);
      JsonNode answer = host(marker);
      assertEquals(row.getAs("answer_text"), answer.get("text").asText());
      assertEquals(row.<Double>getAs("confidence"), answer.get("confidence").asDouble());
      assertEquals(row.getAs("parse_status"), answer.get("parse_status").asText());
    }
  }

  private static Row transformer(String marker) {
    StructType schema = new StructType().add("image", DataTypes.BinaryType);
    for (String column : List.of("fx_px", "fy_px", "cx_px", "cy_px", "x_px", "y_px")) {
      schema = schema.add(column, DataTypes.DoubleType);
    }
    Dataset<Row> in =
        TestSpark.session()
            .createDataFrame(
                List.of(RowFactory.create(IMAGE, 900.0, 900.0, 32.0, 24.0, 40.0, 20.0)), schema);
    return new DepthPredictor()
        .setModelUrl(TinyModels.folder("tiny-qwen").toString())
        .setMarker(marker)
        .transform(in)
        .first();
  }

  private static JsonNode host(String marker) throws Exception {
    Criteria<byte[], byte[]> criteria =
        Criteria.builder()
            .setTypes(byte[].class, byte[].class)
            .optEngine("DepthLM")
            .optModelPath(TinyModels.folder("tiny-qwen"))
            .optTranslatorFactory(new DepthTranslatorFactory())
            .optArgument("marker", marker)
            .build();
    String request =
        "{\"image\": \"%s\", \"intrinsics\": [900, 900, 32, 24], \"points\": [[40, 20]]}"
            .formatted(Base64.getEncoder().encodeToString(IMAGE));
    try (ZooModel<byte[], byte[]> model = criteria.loadModel();
        Predictor<byte[], byte[]> predictor = model.newPredictor()) {
      byte[] out = predictor.predict(request.getBytes(StandardCharsets.UTF_8));
      return new ObjectMapper().readTree(out).get("answers").get(0);
    }
  }
}
