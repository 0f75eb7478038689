package io.depthlm.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionsTest {
  private static final Map<String, String> GPUS = Map.of("spark.task.resource.gpu.amount", "1");

  private static SparkConf conf(String... keysAndValues) {
    SparkConf conf = new SparkConf(false);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      conf.set(keysAndValues[i], keysAndValues[i + 1]);
    }
    return conf;
  }

  /** Spark would wait for ever. */
  @Test
  void aLocalMasterHasNoGpusToGive() {
    for (String master : new String[] {"local", "local[2]", "local[*]", "local[4,2]"}) {
      UserError error =
          assertThrows(
              UserError.class, () -> Sessions.checkMaster(conf("spark.master", master), GPUS));
      assertTrue(
          error
              .getMessage()
              .startsWith("spark.task.resource.gpu.amount is set, but the master " + master),
          error::getMessage);
    }
    assertThrows(UserError.class, () -> Sessions.checkMaster(conf(), GPUS), "the default");
    SparkConf submitted = conf("spark.task.resource.gpu.amount", "0.5");
    assertThrows(UserError.class, () -> Sessions.checkMaster(submitted, Map.of()));
    assertDoesNotThrow(
        () -> Sessions.checkMaster(submitted, Map.of("spark.task.resource.gpu.amount", "0")),
        "taken back");
    assertDoesNotThrow(() -> Sessions.checkMaster(conf("spark.master", "spark://h:7077"), GPUS));
    assertDoesNotThrow(
        () -> Sessions.checkMaster(conf("spark.master", "local-cluster[2,1,1024]"), GPUS));
    assertDoesNotThrow(() -> Sessions.checkMaster(conf("spark.master", "local[2]"), Map.of()));
  }

  /** Some are read by tasks only, whose failure would look like a damaged table. */
  @ParameterizedTest
  @CsvSource({
    "spark.default.parallelism, x",
    "spark.executor.memory, abc",
    "spark.sql.shuffle.partitions, abc",
    "spark.sql.shuffle.partitions, 0",
    "spark.sql.session.timeZone, Nowhere/X",
    "spark.sql.codegen.wholeStage, maybe",
    "spark.sql.autoBroadcastJoinThreshold, many",
    "spark.databricks.delta.snapshotPartitions, 0",
    "spark.task.maxFailures, none"
  })
  void valuesAreReadBeforeSparkStarts(String key, String value) {
    UserError error = assertThrows(UserError.class, () -> Sessions.checkValue(key, value));
    assertTrue(
        error.getMessage().startsWith("the Spark setting " + key + " cannot be used: "),
        error::getMessage);
  }

  @ParameterizedTest
  @CsvSource({
    "spark.executor.memory, 2g",
    "spark.sql.shuffle.partitions, 8",
    "spark.databricks.delta.snapshotPartitions, 2",
    "spark.sql.warehouse.dir, ${system:user.dir}/x",
    "spark.of.somebody, x"
  })
  void valuesThatSparkTakesPass(String key, String value) {
    assertDoesNotThrow(() -> Sessions.checkValue(key, value));
  }

  /** Spark itself ends the process where it finds none. */
  @Test
  void aFolderForTemporaryFilesIsNeeded(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    UserError none =
        assertThrows(
            UserError.class,
            () -> Sessions.checkLocalFolders(null, file + "/a, " + file + "/b,\0"));
    assertTrue(
        none.getMessage().startsWith("Spark cannot write temporary files to " + file),
        none::getMessage);
    assertDoesNotThrow(() -> Sessions.checkLocalFolders(null, file + "/a," + folder + "/new"));
    assertDoesNotThrow(() -> Sessions.checkLocalFolders(folder.toString(), file.toString()));
    assertThrows(
        UserError.class, () -> Sessions.checkLocalFolders(file.toString(), folder.toString()));
  }
}
