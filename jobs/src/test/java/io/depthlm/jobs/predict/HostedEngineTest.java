package io.depthlm.jobs.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.config.EntryLoader;
import io.depthlm.common.config.ShippedConf;
import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.vlm.VlmSpec;
import io.depthlm.common.vlm.cache.CheckpointFingerprint;
import io.depthlm.jobs.MirrorFileSystem;
import io.depthlm.jobs.TestFrames;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.TinyModels;
import io.depthlm.jobs.ml.DepthPredictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models in tasks: from a local folder, and from elsewhere through the host's disk. */
class HostedEngineTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("image", DataTypes.BinaryType)
          .add("fx_px", DataTypes.DoubleType)
          .add("fy_px", DataTypes.DoubleType)
          .add("cx_px", DataTypes.DoubleType)
          .add("cy_px", DataTypes.DoubleType)
          .add("x_px", DataTypes.DoubleType)
          .add("y_px", DataTypes.DoubleType);

  @TempDir Path dir;
  private final Configuration hadoop = TestSpark.session().sparkContext().hadoopConfiguration();

  @BeforeEach
  void elsewhere() {
    MirrorFileSystem.register(hadoop);
  }

  @AfterEach
  void forget() {
    hadoop.unset(HostedEngine.CACHE);
  }

  private static Dataset<Row> pixels() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      rows.add(
          RowFactory.create(
              TestFrames.png(i / 5, 60, 40), 50.0, 50.0, 30.0, 20.0, 10.0 + 8 * (i % 5), 20.0));
    }
    return TestSpark.session().createDataFrame(rows, SCHEMA).coalesce(1);
  }

  /** Another number of tokens is another engine: failures of one are remembered for a minute. */
  private static DepthPredictor predictor(String url, int tokens) {
    return new DepthPredictor()
        .setModelUrl(url)
        .setModelSettings("max_new_tokens = " + tokens)
        .setFocalPx(0);
  }

  private static List<String> texts(List<Row> rows) {
    List<String> texts = new ArrayList<>();
    for (Row row : rows) {
      assertNull(row.getAs("error_code"));
      assertFalse(row.<String>getAs("parse_status").equals("failed"));
      double confidence = row.<Double>getAs("confidence");
      assertTrue(confidence > 0 && confidence <= 1, row.toString());
      texts.add(row.getAs("answer_text"));
    }
    return texts;
  }

  @Test
  void aModelOfEachFamilyAnswersTheRowsOfATable() {
    for (String name : TinyModels.NAMES) {
      List<Row> rows =
          predictor(TinyModels.folder(name).toString(), 6).transform(pixels()).collectAsList();
      assertEquals(10, rows.size());
      texts(rows);
      assertTrue(rows.stream().map(r -> r.getAs("confidence")).distinct().count() > 2, name);
    }
  }

  @Test
  void aModelFromElsewhereAnswersTheSameAndLiesInTheCache() throws IOException {
    Path cache = dir.resolve("cache");
    hadoop.set(HostedEngine.CACHE, cache.toString());
    Path folder = TinyModels.folder("tiny-pixtral");
    List<String> local = texts(predictor(folder.toString(), 5).transform(pixels()).collectAsList());
    assertFalse(Files.exists(cache), "a local folder is not copied");
    List<String> elsewhere =
        texts(predictor("mirror:" + folder, 5).transform(pixels()).collectAsList());
    assertEquals(local, elsewhere);
    Path copy = cache.resolve(CheckpointFingerprint.of(folder));
    assertEquals(CheckpointFingerprint.of(folder), CheckpointFingerprint.of(copy));
  }

  @Test
  void aDiskThatCannotTakeTheModelCostsItsQuestionsAndNotTheJob() throws IOException {
    Path noFolder = Files.writeString(dir.resolve("file"), "in the way");
    hadoop.set(HostedEngine.CACHE, noFolder.toString());
    String url = "mirror:" + TinyModels.folder("tiny-qwen");
    List<Row> rows = predictor(url, 4).transform(pixels()).collectAsList();
    assertEquals(10, rows.size());
    for (Row row : rows) {
      assertEquals("failed", row.getAs("parse_status"));
      assertEquals("checkpoint_io_failed", row.getAs("error_code"));
    }
  }

  @Test
  void theSystemPromptOfAnEntryReachesTheEngine() {
    assertEquals(SystemPrompt.NONE, spec("system_prompt = none").system());
    assertEquals(SystemPrompt.TEMPLATE, spec("").system());
    VlmSpec words = spec("system_prompt = \"You measure.\"");
    assertEquals(SystemPrompt.given("You measure."), words.system());
    assertEquals("You measure.", words.identity().get("system_prompt_text"));
    // Qwen's template would put in words of its own: they are shown, not sent.
    for (String name : TinyModels.NAMES) {
      DepthPredictor predictor =
          predictor(TinyModels.folder(name).toString(), 3)
              .setModelSettings("max_new_tokens = 3, system_prompt = none");
      Row row = predictor.transform(pixels()).first();
      boolean refused = name.equals("tiny-qwen");
      assertEquals(refused ? "checkpoint_template_invalid" : null, row.getAs("error_code"), name);
    }
  }

  private static VlmSpec spec(String settings) {
    var entry =
        new EntryLoader(ShippedConf::read, List.of(ShippedConf.ROOT))
            .model("m", "vlm", TinyModels.folder("tiny-pixtral").toString(), settings);
    HostedEngine hosted = (HostedEngine) new EngineSpecs(Configuration::new).of(entry);
    return (VlmSpec) hosted.spec();
  }
}
