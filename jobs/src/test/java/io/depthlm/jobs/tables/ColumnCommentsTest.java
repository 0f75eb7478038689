package io.depthlm.jobs.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.TreeSet;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;

class ColumnCommentsTest {
  @Test
  void everyColumnHasACommentAndEveryCommentAColumn() {
    TreeSet<String> left = new TreeSet<>(ColumnComments.keys());
    for (Table table : Table.values()) {
      for (StructField field : table.schema().fields()) {
        assertFalse(field.getComment().get().isBlank(), table + "." + field.name());
        if (!left.remove(table.tableName() + "." + field.name())) {
          left.remove(field.name());
        }
      }
    }
    assertEquals(new TreeSet<>(), left);
  }
}
