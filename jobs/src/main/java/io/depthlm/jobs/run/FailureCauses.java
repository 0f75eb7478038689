package io.depthlm.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;

import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.stream.Collectors;

/**
 * The reasons why questions of a run failed, on one line: for messages and for {@code
 * runs.failure}.
 */
public record FailureCauses(Warehouse warehouse, String runId) {
  private static final int MOST = 3;
  private static final int DETAIL = 200;
  private static final RowCodec<Cause> CAUSES = RowCodec.of(Cause.class);

  private record Cause(String errorCode, long n, String detail) {}

  /** The commonest codes, each with one detail; empty where nothing failed. */
  public String words() {
    return CAUSES
        .decode(
            warehouse
                .read(Table.PREDICTIONS)
                .where(col("run_id").equalTo(runId).and(col("parse_status").equalTo("failed")))
                .groupBy("error_code")
                .agg(count(lit(1)).as("n"), first("error_detail").as("detail"))
                .orderBy(desc("n"), col("error_code"))
                .limit(MOST)
                .collectAsList())
        .stream()
        .map(
            c -> "%s (%,d times, such as: %s)".formatted(c.errorCode(), c.n(), oneLine(c.detail())))
        .collect(Collectors.joining(", "));
  }

  private static String oneLine(String text) {
    String line = String.valueOf(text).replaceAll("\\s+", " ");
    return line.length() <= DETAIL ? line : line.substring(0, DETAIL) + "…";
  }
}
