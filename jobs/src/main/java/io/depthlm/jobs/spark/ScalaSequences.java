package io.depthlm.jobs.spark;

import java.util.List;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Array values of rows, which Spark's row encoder takes as Scala sequences only. */
public final class ScalaSequences {
  private ScalaSequences() {}

  /** The list as a sequence. */
  public static <T> Seq<T> of(List<T> values) {
    return JavaConverters.asScalaBuffer(values).toSeq();
  }
}
