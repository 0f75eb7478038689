package io.depthlm.jobs.rows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.depthlm.jobs.TestSpark;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class RowCodecTest {
  enum Side {
    RUN,
    BASELINE
  }

  enum Status {
    OK("ok"),
    FAILED("failed");

    private final String key;

    Status(String key) {
      this.key = key;
    }

    String key() {
      return key;
    }
  }

  record Point(int pointId, double xPx, Double zM) {}

  record Everything(
      int nPoints,
      Integer planeId,
      long bytes,
      Long byteOffset,
      double zM,
      Double ciLow,
      boolean kept,
      Boolean maskSaturated,
      String imageSha256,
      byte[] content,
      Timestamp ingestedAt,
      Side side,
      Status status,
      List<Double> cameraToWorld,
      Map<String, Long> counts,
      Point best,
      List<Point> points) {}

  record Small(int cell, @Column("truth_value") Double truth, String slice) {}

  private static final RowCodec<Everything> EVERYTHING = RowCodec.of(Everything.class);
  private static final RowCodec<Small> SMALL = RowCodec.of(Small.class);

  private static final StructType SMALL_SCHEMA =
      new StructType()
          .add("cell", DataTypes.IntegerType)
          .add("truth_value", DataTypes.DoubleType)
          .add("slice", DataTypes.StringType);

  private static Everything filled() {
    return new Everything(
        3,
        4,
        5L,
        6L,
        7.5,
        0.25,
        true,
        false,
        "ab",
        new byte[] {1, 2},
        new Timestamp(12_345),
        Side.BASELINE,
        Status.FAILED,
        List.of(1.0, 0.0),
        Map.of("ok", 9L),
        new Point(1, 2.5, null),
        List.of(new Point(1, 2.5, 3.0), new Point(2, 4.5, null)));
  }

  private static Everything empty() {
    return new Everything(
        0, null, 0, null, 0, null, false, null, null, null, null, null, null, null, null, null,
        null);
  }

  @Test
  void namesAndTypesFollowTheRecord() {
    assertEquals(SMALL_SCHEMA, SMALL.schema());
    assertEquals(
        "struct<n_points:int,plane_id:int,bytes:bigint,byte_offset:bigint,z_m:double,ci_low:double,"
            + "kept:boolean,mask_saturated:boolean,image_sha256:string,content:binary,"
            + "ingested_at:timestamp,side:string,status:string,camera_to_world:array<double>,"
            + "counts:map<string,bigint>,best:struct<point_id:int,x_px:double,z_m:double>,"
            + "points:array<struct<point_id:int,x_px:double,z_m:double>>>",
        EVERYTHING.schema().catalogString());
  }

  @Test
  void everyTypeSurvivesSparkAsAValueAndAsNull() {
    List<Row> rows =
        TestSpark.session()
            .createDataFrame(EVERYTHING.encode(List.of(filled(), empty())), EVERYTHING.schema())
            .coalesce(1)
            // by Spark's own encoder of rows, which is not that of the line above
            .map(
                (org.apache.spark.api.java.function.MapFunction<Row, Row>)
                    row -> EVERYTHING.encode(EVERYTHING.decode(row)),
                EVERYTHING.encoder())
            .collectAsList();
    Everything read = EVERYTHING.decode(rows.get(0));
    assertArrayEquals(filled().content(), read.content());
    assertEquals(withoutContent(filled()), withoutContent(read));
    assertEquals(empty(), EVERYTHING.decode(rows.get(1)));
  }

  private static Everything withoutContent(Everything e) {
    return new Everything(
        e.nPoints(),
        e.planeId(),
        e.bytes(),
        e.byteOffset(),
        e.zM(),
        e.ciLow(),
        e.kept(),
        e.maskSaturated(),
        e.imageSha256(),
        null,
        e.ingestedAt(),
        e.side(),
        e.status(),
        e.cameraToWorld(),
        e.counts(),
        e.best(),
        e.points());
  }

  @Test
  void columnsAreFoundByNameInAnyOrderAmongOthers() {
    StructType other =
        new StructType()
            .add("more", DataTypes.BooleanType)
            .add("slice", DataTypes.StringType)
            .add("truth_value", DataTypes.DoubleType)
            .add("cell", DataTypes.IntegerType);
    Row row = new GenericRowWithSchema(new Object[] {true, "all", 2.5, 7}, other);
    assertEquals(new Small(7, 2.5, "all"), SMALL.decode(row));
    List<Row> mixed = List.of(row, SMALL.encode(new Small(8, null, null)), row);
    List<Small> read = new ArrayList<>();
    Iterator<Small> lazily = SMALL.decode(mixed.iterator());
    lazily.forEachRemaining(read::add);
    assertEquals(
        List.of(new Small(7, 2.5, "all"), new Small(8, null, null), new Small(7, 2.5, "all")),
        read);
    assertEquals(read, SMALL.decode(mixed));
  }

  @Test
  void encodedRowsHaveTheOrderOfTheTable() {
    StructType table =
        new StructType()
            .add("slice", DataTypes.StringType, false)
            .add("cell", DataTypes.IntegerType, false)
            .add("truth_value", DataTypes.DoubleType);
    RowCodec<Small> codec = RowCodec.of(Small.class, table);
    Row row = codec.encode(new Small(7, null, "all"));
    assertEquals("all", row.get(0));
    assertEquals(7, row.get(1));
    assertNull(row.get(2));
    assertEquals(new Small(7, null, "all"), codec.decode(row));
    assertEquals(
        "column slice of Small is null",
        assertThrows(IllegalArgumentException.class, () -> codec.encode(new Small(7, null, null)))
            .getMessage());
  }

  @Test
  void whatDoesNotFitIsToldWithItsColumn() {
    assertFault(
        "column cell of Small is null",
        () ->
            SMALL.decode(new GenericRowWithSchema(new Object[] {null, 1.0, "all"}, SMALL_SCHEMA)));
    assertFault(
        "no column cell for Small among [slice]",
        () ->
            SMALL.decode(
                new GenericRowWithSchema(
                    new Object[] {"all"}, new StructType().add("slice", DataTypes.StringType))));
    assertFault(
        "column truth_value is string, Small needs double",
        () ->
            SMALL.decode(
                new GenericRowWithSchema(
                    new Object[] {1, "2.5", "all"},
                    new StructType()
                        .add("cell", DataTypes.IntegerType)
                        .add("truth_value", DataTypes.StringType)
                        .add("slice", DataTypes.StringType))));
    assertFault(
        "a row without names cannot be read as Small",
        () -> SMALL.decode(RowFactory.create(1, 2.5, "all")));
    assertFault(
        "Small and its schema do not share the columns [more, truth_value]",
        () ->
            RowCodec.of(
                Small.class,
                new StructType()
                    .add("cell", DataTypes.IntegerType, false)
                    .add("slice", DataTypes.StringType)
                    .add("more", DataTypes.StringType)));
    assertFault(
        "column cell may be null, Small.cell may not",
        () -> RowCodec.of(Small.class, SMALL_SCHEMA));
    assertFault(
        "column cell is bigint, Small needs int",
        () ->
            RowCodec.of(
                Small.class,
                new StructType()
                    .add("cell", DataTypes.LongType, false)
                    .add("truth_value", DataTypes.DoubleType)
                    .add("slice", DataTypes.StringType)));
    record Odd(Set<String> names) {}
    assertFault(
        "no column can hold Odd.names, which is a java.util.Set<java.lang.String>",
        () -> RowCodec.of(Odd.class));
    record Sided(Side side) {}
    assertFault(
        "'LEFT' is no Side",
        () ->
            RowCodec.of(Sided.class)
                .decode(
                    new GenericRowWithSchema(
                        new Object[] {"LEFT"},
                        new StructType().add("side", DataTypes.StringType))));
  }

  private static void assertFault(String message, org.junit.jupiter.api.function.Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
