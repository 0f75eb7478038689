package io.depthlm.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.tables.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarehouseTest {
  /** What another driver does while the rows of this one are computed; tasks run in this JVM. */
  private static volatile Runnable meanwhile;

  private static final AtomicInteger COMPUTED = new AtomicInteger();

  @TempDir private static Path folder;

  private final SparkSession spark = TestSpark.session();

  private Warehouse warehouse(String name) {
    return new Warehouse(spark, folder.resolve(name).toString());
  }

  private Dataset<Row> row(String sha256) {
    return spark.createDataFrame(
        List.of(RowFactory.create(sha256, new byte[] {1})), Table.IMAGES.schema());
  }

  /** A row that is computed while another driver does something, the first time. */
  private Dataset<Row> slowRow(String sha256, Runnable other) {
    COMPUTED.set(0);
    meanwhile = other;
    MapFunction<Row, Row> whenOtherIsDone =
        row -> {
          if (COMPUTED.getAndIncrement() == 0) {
            CompletableFuture.runAsync(meanwhile).join();
          }
          return row;
        };
    return row(sha256).map(whenOtherIsDone, Encoders.row(Table.IMAGES.schema()));
  }

  private static List<String> images(Warehouse warehouse) {
    return warehouse
        .read(Table.IMAGES)
        .select("image_sha256")
        .orderBy("image_sha256")
        .as(Encoders.STRING())
        .collectAsList();
  }

  @Test
  void twoDriversMayMakeATableAtOnce() {
    Warehouse warehouse = warehouse("new");
    warehouse.append(
        Table.IMAGES, slowRow("a", () -> warehouse("new").append(Table.IMAGES, row("b"))));
    assertEquals(List.of("a", "b"), images(warehouse));
    assertEquals(2, COMPUTED.get(), "the row was in the way of the other driver's table");
  }

  @Test
  void rowsOfATableThatWasPreparedAreComputedOnce() {
    Warehouse warehouse = warehouse("prepared");
    warehouse.prepare(Table.IMAGES);
    assertTrue(images(warehouse).isEmpty());
    warehouse.prepare(Table.IMAGES);
    warehouse.append(
        Table.IMAGES, slowRow("a", () -> warehouse("prepared").append(Table.IMAGES, row("b"))));
    assertEquals(List.of("a", "b"), images(warehouse));
    assertEquals(1, COMPUTED.get());
  }

  @Test
  void rowsAreReplacedInATableThatAnotherDriverMakesMeanwhile() {
    Warehouse warehouse = warehouse("replaced");
    warehouse.replaceWhere(
        Table.IMAGES,
        "image_sha256 = 'a'",
        slowRow("a", () -> warehouse("replaced").append(Table.IMAGES, row("b"))));
    assertEquals(List.of("a", "b"), images(warehouse));
  }
}
