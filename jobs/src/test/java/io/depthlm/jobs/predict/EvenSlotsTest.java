package io.depthlm.jobs.predict;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.spark_partition_id;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.depthlm.jobs.TestSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class EvenSlotsTest {
  @Test
  void keysAreDistinct() {
    for (int partitions = 1; partitions < 400; partitions++) {
      assertEquals(
          partitions,
          Arrays.stream(EvenSlots.keys(partitions)).distinct().count(),
          "" + partitions);
    }
  }

  @Test
  void sparkPlacesEachKeyIntoItsPartition() {
    int[] keys = EvenSlots.keys(37);
    Map<Integer, Integer> expected = new HashMap<>();
    List<Integer> rows = new ArrayList<>();
    for (int p = 0; p < keys.length; p++) {
      expected.put(keys[p], p);
      rows.add(keys[p]);
    }
    Map<Integer, Integer> found = new HashMap<>();
    for (Row row :
        TestSpark.session()
            .createDataset(rows, Encoders.INT())
            .toDF("slot")
            .repartition(37, col("slot"))
            .select(col("slot"), spark_partition_id())
            .collectAsList()) {
      found.put(row.getInt(0), row.getInt(1));
    }
    assertEquals(expected, found);
  }
}
