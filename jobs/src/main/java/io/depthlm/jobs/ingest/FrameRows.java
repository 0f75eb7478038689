package io.depthlm.jobs.ingest;

import io.depthlm.common.dataset.UnitResult;
import java.io.Serializable;
import org.apache.spark.sql.Row;

/** Turns the rows that an input comes as into frames. No state, may be shared by threads. */
interface FrameRows extends Serializable {
  /** What a row comes to, its columns taken by name; never throws on what it holds. */
  UnitResult decode(Row row);
}
