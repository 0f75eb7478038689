package io.depthlm.jobs.predict;

import io.depthlm.common.engine.Asking;
import io.depthlm.common.geometry.Intrinsics;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * How many of a partition's questions the border rule rejects, for each asking that rejects any.
 * Takes the rows that {@link BorderRule} takes.
 */
record BorderSums(List<Asking> askings) implements MapPartitionsFunction<Row, Row>, Serializable {
  /** {@code asking} is an index into {@code askings}. */
  static final StructType SCHEMA =
      new StructType().add("asking", DataTypes.IntegerType).add("rejected", DataTypes.LongType);

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
    List<Row> sums = new ArrayList<>();
    for (int i = 0; i < rejected.length; i++) {
      if (rejected[i] > 0) {
        sums.add(RowFactory.create(i, rejected[i]));
      }
    }
    return sums.iterator();
  }
}
