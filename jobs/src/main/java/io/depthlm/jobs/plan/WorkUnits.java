package io.depthlm.jobs.plan;

import java.io.Serializable;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;

/**
 * Divides the rows of all partitions into numbered units of about this many questions, without
 * cutting a frame. The numbers depend on the order of the rows only, not on how they are
 * partitioned; a frame of many questions leaves a gap behind it.
 *
 * @param before questions in the partitions before each one
 */
record WorkUnits(Map<Integer, Long> before, int questionsPerUnit)
    implements MapPartitionsFunction<Row, Row>, Serializable {
  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    int partAt = QuestionRows.ROWS.schema().fieldIndex("part");
    int frameAt = QuestionRows.ROWS.schema().fieldIndex("frame_id");
    int unitAt = QuestionRows.ROWS.schema().fieldIndex("work_unit");
    return new Iterator<>() {
      private String frame;
      private long seen = -1;
      private int unit;

      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Row next() {
        Row row = rows.next();
        if (seen < 0) {
          seen = before.get(row.getInt(partAt));
        }
        if (!row.getString(frameAt).equals(frame)) {
          frame = row.getString(frameAt);
          unit = (int) (seen / questionsPerUnit);
        }
        seen++;
        Object[] values = new Object[row.length()];
        for (int i = 0; i < values.length; i++) {
          values[i] = row.get(i);
        }
        values[unitAt] = unit;
        return new GenericRowWithSchema(values, QuestionRows.ROWS.schema());
      }
    };
  }
}
