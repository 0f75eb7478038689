package io.depthlm.jobs.ingest;

import io.depthlm.jobs.spark.Progress;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * An input as staged rows. Each form of input has one class. The caller closes it after writing.
 */
interface InputRows extends AutoCloseable {
  /**
   * The input's frames and rejects, {@link StagedRows#SCHEMA}. The caller persists them: they are
   * computed anew whenever they are looked at.
   *
   * @throws io.depthlm.common.core.UserError if the input as a whole cannot be used
   */
  Dataset<Row> staged(Progress progress);

  /**
   * The pictures that are in the input itself, in the column {@code bytes}; null where there can be
   * none.
   *
   * @param staged what {@link #staged} gave, persisted
   */
  Dataset<Row> pictures(Dataset<Row> staged);

  /** Parts of the input that were skipped although the user may have meant them, for people. */
  List<String> passedOver();

  @Override
  void close();
}
