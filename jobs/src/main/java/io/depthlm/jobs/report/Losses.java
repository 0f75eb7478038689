package io.depthlm.jobs.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import io.depthlm.common.engine.Answer;
import io.depthlm.jobs.report.RunReport.Loss;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Questions without an answer that can be relied on: rejects and failures by reason, unparsed ones
 * by their words, and how many were cut off before their end and have a number all the same.
 */
final class Losses {
  private static final int MOST_LOSSES = 100;
  private static final int LONGEST_TEXT = 400;

  private Losses() {}

  /**
   * The most frequent first.
   *
   * @param rejects of the run
   * @param predictions of the run
   */
  static List<Loss> of(Dataset<Row> rejects, Dataset<Row> predictions) {
    Dataset<Row> rejected =
        rejects.select(lit("rejected").as("what"), col("dataset"), col("reason"), col("detail"));
    Dataset<Row> answers =
        predictions
            .where(col("parse_status").notEqual("ok"))
            .select(
                col("parse_status").as("what"),
                col("dataset"),
                when(
                        col("parse_status").equalTo("unparsed"),
                        substring(coalesce(col("answer_text"), lit("")), 1, LONGEST_TEXT))
                    .otherwise(coalesce(col("error_code"), lit("unknown")))
                    .as("reason"),
                col("error_detail").as("detail"));
    Dataset<Row> cut =
        predictions
            .where(
                col("finish_reason")
                    .equalTo(Answer.Finish.LENGTH.key())
                    .and(col("parse_status").equalTo("ok")))
            .select(
                lit("cut off").as("what"),
                col("dataset"),
                lit("max_new_tokens").as("reason"),
                substring(col("answer_text"), 1, LONGEST_TEXT).as("detail"));
    return rejected
        .union(answers)
        .union(cut)
        .groupBy("what", "dataset", "reason")
        .agg(count(lit(1)).as("n"), min("detail").as("detail"))
        .orderBy(col("n").desc(), col("what"), col("dataset"), col("reason"))
        .limit(MOST_LOSSES)
        .collectAsList()
        .stream()
        .map(
            r ->
                new Loss(
                    r.getAs("what"),
                    r.getAs("dataset"),
                    r.getAs("reason"),
                    r.getAs("detail"),
                    r.getAs("n")))
        .toList();
  }
}
