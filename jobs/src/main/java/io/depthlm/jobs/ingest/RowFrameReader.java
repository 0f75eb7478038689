package io.depthlm.jobs.ingest;

import io.depthlm.common.dataset.UnitResult;
import java.io.Serializable;
import org.apache.spark.sql.Row;

/** Turns the rows of an input into frames. Has no state; threads may share it. */
interface RowFrameReader extends Serializable {
  /**
   * The frame or the reject of a row. Reads columns by name and never throws because of their
   * content.
   */
  UnitResult decode(Row row);
}
