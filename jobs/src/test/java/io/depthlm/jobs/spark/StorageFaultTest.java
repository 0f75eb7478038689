package io.depthlm.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a disk that is full or cannot be written, without one. */
class StorageFaultTest {
  @TempDir private Path folder;

  /** As Spark hands over what a task threw. */
  private static Throwable fromATask(Throwable cause) {
    return new SparkException("Job aborted", new SparkException("Task failed", cause));
  }

  private static String told(Throwable failure, String warehouse) {
    return StorageFault.of(fromATask(failure), warehouse).map(UserError::getMessage).orElse("");
  }

  private static String lineOf(UserError error) {
    return error.getMessage().lines().findFirst().orElseThrow();
  }

  @Test
  void aFullDiskIsToldWithTheRoomOfBothFolders() {
    String warehouse = folder.resolve("warehouse").toString(); // not made yet
    String scratch = System.getProperty("java.io.tmpdir");
    for (Throwable full :
        List.of(
            new IOException("No space left on device"),
            new FileSystemException("/elsewhere/part.parquet", null, "Disk quota exceeded"))) {
      UserError error = StorageFault.of(fromATask(full), warehouse).orElseThrow();
      String line = lineOf(error);
      assertTrue(
          line.matches(
              "no space is left: the warehouse \\Q%s\\E has [\\d,]+ MiB free, the scratch folder"
                      .formatted(warehouse)
                  + " \\Q%s\\E has [\\d,]+ MiB free".formatted(scratch)),
          line);
      assertTrue(error.getMessage().contains("give the same command again"), error.getMessage());
    }
    String store = told(new IOException("No space left on device"), "s3a://bucket/warehouse");
    assertTrue(store.contains("s3a://bucket/warehouse has an unknown amount free"), store);
  }

  @Test
  void aStoreThatRefusesIsToldWithWhatItSaid() {
    String said =
        told(
            new IOException(
                "[DELTA_CANNOT_CREATE_LOG_PATH] Cannot create s3a://b/w/predictions/_delta_log",
                new IOException("Service: S3, Status Code: 503")),
            "s3a://b/w");
    assertTrue(said.contains("/_delta_log: Service: S3, Status Code: 503\n"), said);
    assertTrue(said.contains("wait until the store answers again"), said);
  }

  @Test
  void aReadOnlyWarehouseIsToldWithItsFolder() {
    String warehouse = folder.toString();
    String file = folder.resolve("runs/part-0.parquet").toString();
    for (Throwable denied :
        List.of(
            new FileNotFoundException(file + " (Read-only file system)"),
            new FileNotFoundException(file + " (Permission denied)"),
            new IOException("Mkdirs failed to create file:" + file + " (exists=false)"),
            new IOException("[DELTA_CANNOT_CREATE_LOG_PATH] Cannot create file:" + file),
            new AccessDeniedException(file))) {
      for (String uri : List.of(warehouse, new File(warehouse).toURI().toString())) {
        String said = told(denied, uri);
        assertTrue(said.startsWith("cannot write to the warehouse " + uri + ": "), said);
        assertTrue(said.contains("the mount may be read-only"), said);
      }
    }
  }

  /** A folder of the user's that cannot be written is not the warehouse's fault. */
  @Test
  void whatHappensElsewhereIsNotTheWarehouses() {
    Throwable elsewhere = new FileNotFoundException("/out/page.html (Read-only file system)");
    assertEquals(
        Optional.empty(), StorageFault.of(elsewhere, folder.resolve("warehouse").toString()));
    assertEquals(
        Optional.empty(),
        StorageFault.of(new IllegalStateException("of another kind"), folder.toString()));
  }
}
