package io.depthlm.jobs.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFrame;
import io.depthlm.common.dataset.FrameImage;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.spark.HadoopSettings;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Images in tar shards: each shard is read once, from its first byte to its last, by one task, and
 * what the tables need to know of its images comes back as rows. A million frames in a thousand
 * shards are a thousand requests.
 */
final class ShardRows {
  /** The members. */
  static final RowCodec<Member> MEMBERS = RowCodec.of(Member.class);

  private static final RowCodec<Shards.Shard> SHARDS = RowCodec.of(Shards.Shard.class);

  /**
   * A member of a shard, or the end of one.
   *
   * @param imagePath null at the end
   * @param byteOffset null at the end and for a link, as all that follows
   * @param reason null for a picture that can be used, and for a shard that ended well
   */
  record Member(
      String imagePath,
      String containerUri,
      Long byteOffset,
      Long byteLength,
      String imageSha256,
      Integer widthPx,
      Integer heightPx,
      RejectReason reason,
      String detail) {}

  private ShardRows() {}

  /** The members of all shards, and how each shard ended; see {@link ShardReader}. */
  static Dataset<Row> members(SparkSession spark, List<Shards.Shard> shards, ImageLimits limits) {
    HadoopSettings hadoop = new HadoopSettings(spark.sparkContext().hadoopConfiguration());
    return spark
        .createDataFrame(SHARDS.encode(shards), SHARDS.schema())
        .repartition(Math.min(shards.size(), 4096))
        .mapPartitions(new Read(hadoop, limits), MEMBERS.encoder());
  }

  /**
   * Lines with the member that their image is, as {@code member}; null where no shard has it.
   *
   * @param rows how the lines are read
   */
  static Dataset<Row> join(Dataset<Row> lines, RowFrameReader rows, Dataset<Row> members) {
    StructType withPath = lines.schema().add("image_path", DataTypes.StringType);
    String[] fields = MEMBERS.schema().fieldNames();
    Dataset<Row> once =
        members
            .where(col("image_path").isNotNull())
            .groupBy("image_path")
            .agg(
                // Of several of one name, one that can be used: null comes first.
                min(struct(
                        Stream.concat(
                                Stream.of("reason"),
                                Arrays.stream(fields).skip(1).filter(f -> !f.equals("reason")))
                            .map(f -> col(f))
                            .toArray(org.apache.spark.sql.Column[]::new)))
                    .as("member"),
                // two pictures of one name: which is meant?
                min("image_sha256").notEqual(max("image_sha256")).as("ambiguous"));
    return lines
        .map(new AddPath(rows, lines.schema()), Encoders.row(withPath))
        .join(once, io.depthlm.jobs.spark.Joins.on("image_path"), "left");
  }

  /**
   * The shards as rows of {@link StagedRows#SCHEMA}: an ingest speaks for them, too, and a damaged
   * one ends in {@code rejects} until it is mended.
   */
  static Dataset<Row> ends(Dataset<Row> members) {
    return members
        .where(col("image_path").isNull())
        .map(
            (MapFunction<Row, Row>)
                row -> {
                  Member end = MEMBERS.decode(row);
                  return StagedRows.encode(end.containerUri(), 0L, end(end), null);
                },
            Encoders.row(StagedRows.SCHEMA));
  }

  private static StagedFrame end(Member end) {
    List<StagedFrame.Reject> rejects =
        end.reason() == null
            ? List.of()
            : List.of(new StagedFrame.Reject("", -1, 0, end.reason(), end.detail()));
    return StagedFrame.rejected(null, rejects);
  }

  /** Reads the path of the image from each line; a line without one is rejected later. */
  private record AddPath(RowFrameReader rows, StructType schema)
      implements MapFunction<Row, Row>, Serializable {
    @Override
    public Row call(Row line) {
      Object[] values = new Object[schema.size() + 1];
      for (int i = 0; i < schema.size(); i++) {
        values[i] = line.get(i);
      }
      // Spark hands rows from one function to the next without their names.
      Row named = new GenericRowWithSchema(values, schema);
      if (rows.decode(named) instanceof DatasetFrame frame
          && frame.image() instanceof FrameImage.InFile file) {
        values[schema.size()] = file.path();
      }
      return RowFactory.create(values);
    }
  }

  /** The executors' part: turns shards into members. */
  private record Read(HadoopSettings hadoop, ImageLimits limits)
      implements MapPartitionsFunction<Row, Row>, Serializable {
    @Override
    public Iterator<Row> call(Iterator<Row> shards) {
      return MEMBERS.encode(
          new ShardReader(hadoop.configuration(), limits).read(SHARDS.decode(shards)));
    }
  }
}
