package io.depthlm.jobs.predict;

import io.depthlm.common.engine.Asking;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.jobs.rows.RowCodec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/**
 * How many of a partition's questions the border rule rejects, for each asking that rejects any.
 * Takes the rows that {@link BorderRule} takes.
 */
record BorderSums(List<Asking> askings) implements MapPartitionsFunction<Row, Row>, Serializable {
  /**
   * A sum.
   *
   * @param asking an index into {@code askings}
   */
  record BorderSum(int asking, long rejected) {}

  static final RowCodec<BorderSum> ROWS = RowCodec.of(BorderSum.class);

  @Override
  public Iterator<Row> call(Iterator<Row> questions) {
    long[] rejected = new long[askings.size()];
    while (questions.hasNext()) {
      Row question = questions.next();
      Intrinsics camera = BorderRule.camera(question);
      if (camera == null) {
        continue;
      }
      double[] x = BorderRule.doubles(question, "x_px");
      double[] y = BorderRule.doubles(question, "y_px");
      for (int i = 0; i < rejected.length; i++) {
        Asking asking = askings.get(i);
        if (BorderRule.isFor(asking, question) && asking.isTooCloseToBorder(camera, x, y)) {
          rejected[i]++;
        }
      }
    }
    List<BorderSum> sums = new ArrayList<>();
    for (int i = 0; i < rejected.length; i++) {
      if (rejected[i] > 0) {
        sums.add(new BorderSum(i, rejected[i]));
      }
    }
    return ROWS.encode(sums.iterator());
  }
}
