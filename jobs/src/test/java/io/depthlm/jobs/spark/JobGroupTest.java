package io.depthlm.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.depthlm.jobs.TestSpark;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class JobGroupTest {
  private final SparkSession spark = TestSpark.session();
  private final SparkContext context = spark.sparkContext();

  private String description() {
    return context.getLocalProperty("spark.job.description");
  }

  @Test
  void anInnerGroupGivesTheOuterOneBack() {
    context.clearJobGroup();
    try (JobGroup outer = JobGroup.of(spark, "sweep", "sweep a")) {
      try (JobGroup inner = JobGroup.of(spark, "plan", "plan b")) {
        assertEquals("plan b", description());
        assertEquals("plan", context.getLocalProperty("spark.jobGroup.id"));
        inner.close(); // twice is once
      }
      assertEquals("sweep a", description());
      assertEquals("sweep", context.getLocalProperty("spark.jobGroup.id"));
      outer.close();
    }
    assertNull(description());
  }

  @Test
  void aJobThatFailsLeavesNoName() {
    context.clearJobGroup();
    try (JobGroup ignored = JobGroup.of(spark, "plan", "plan b")) {
      throw new IllegalStateException("failed");
    } catch (IllegalStateException e) {
      assertNull(description());
    }
  }
}
