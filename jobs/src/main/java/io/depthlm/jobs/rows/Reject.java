package io.depthlm.jobs.rows;

import static org.apache.spark.sql.functions.lit;

import io.depthlm.common.core.RejectReason;
import io.depthlm.jobs.tables.Table;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.StructField;

/**
 * A row of {@code rejects}.
 *
 * @param runId the run, or the training; empty where there is none
 * @param variantId empty where none is concerned
 * @param frameId empty where none is known
 * @param pointId −1 where no single point is concerned
 * @param planId null where there is no plan
 * @param queryId null where there is no question
 * @param task null where there is no question
 * @param nPoints how many points are lost by it
 * @param sourceUri the input, or null
 * @param sourceLine the line in it, or null
 */
public record Reject(
    String rejectId,
    String runId,
    String variantId,
    RejectReason.Stage stage,
    String dataset,
    String frameId,
    int pointId,
    String planId,
    String queryId,
    String task,
    int nPoints,
    String sourceUri,
    Long sourceLine,
    RejectReason reason,
    String detail) {
  /** As rows of the table. */
  public static final RowCodec<Reject> ROWS = RowCodec.of(Reject.class, Table.REJECTS.schema());

  private static final List<String> MAY_BE_EMPTY = List.of("run_id", "variant_id");

  /**
   * The columns of the table where Spark makes its rows. A column that is not given is null; run
   * and variant are empty.
   *
   * @throws IllegalArgumentException if a column that may not be null is not given, or the table
   *     has not got one that is
   */
  public static Column[] columns(RejectReason.Stage stage, Map<String, Column> given) {
    Map<String, Column> left = new HashMap<>(given);
    left.put("stage", lit(stage.key()));
    Column[] columns =
        Arrays.stream(Table.REJECTS.schema().fields())
            .map(field -> column(field, left.remove(field.name())))
            .toArray(Column[]::new);
    if (!left.isEmpty()) {
      throw new IllegalArgumentException("rejects has no columns " + left.keySet());
    }
    return columns;
  }

  private static Column column(StructField field, Column given) {
    if (given != null) {
      return given.as(field.name());
    }
    if (MAY_BE_EMPTY.contains(field.name())) {
      return lit("").as(field.name());
    }
    if (!field.nullable()) {
      throw new IllegalArgumentException("column " + field.name() + " of rejects is not given");
    }
    return lit(null).cast(field.dataType()).as(field.name());
  }
}
