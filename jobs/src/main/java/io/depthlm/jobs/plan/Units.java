package io.depthlm.jobs.plan;

import java.io.Serializable;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Numbers pieces of about so many questions along the rows of all partitions, without cutting a
 * frame.
 *
 * @param before questions in the partitions before each one
 */
record Units(Map<Integer, Long> before, int questionsPerUnit)
    implements MapPartitionsFunction<Row, Row>, Serializable {
  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    long start = before.getOrDefault(TaskContext.getPartitionId(), 0L);
    int frameAt = QuestionRows.SCHEMA.fieldIndex("frame_id");
    int unitAt = QuestionRows.SCHEMA.fieldIndex("work_unit");
    return new Iterator<>() {
      private String frame;
      private long seen = start;
      private int unit;

      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Row next() {
        Row row = rows.next();
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
        return RowFactory.create(values);
      }
    };
  }
}
