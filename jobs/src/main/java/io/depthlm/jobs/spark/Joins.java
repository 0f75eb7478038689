package io.depthlm.jobs.spark;

import java.util.Arrays;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Column lists for joins with a join type, which Spark 3.5 takes as Scala sequences only. */
public final class Joins {
  private Joins() {}

  /** Columns of one name on both sides; the joined rows have each once. */
  public static Seq<String> on(String... columns) {
    return JavaConverters.asScalaBuffer(Arrays.asList(columns)).toSeq();
  }
}
