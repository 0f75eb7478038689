package io.depthlm.jobs.predict;

import static org.apache.spark.sql.functions.sum;

import io.depthlm.common.engine.Asking;
import io.depthlm.jobs.spark.JobGroup;
import io.depthlm.jobs.spark.Warehouse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Counts the questions that the border rule will reject, which {@link PredictJob} will write to
 * {@code rejects} before it asks. Reads cameras and pixels, no image.
 */
public final class BorderCount {
  private BorderCount() {}

  /**
   * Counts in one pass over the questions.
   *
   * @param questions rows as in {@code queries}, all of one dataset
   * @return by asking, the questions of its task that are too close to the border; askings that
   *     have none are left out
   */
  public static Map<Asking, Long> of(
      Warehouse warehouse, String dataset, Dataset<Row> questions, List<Asking> askings) {
    try (JobGroup ignored = JobGroup.of(warehouse.spark(), "plan", "border rule " + dataset)) {
      Map<Asking, Long> rejected = new HashMap<>();
      for (BorderSums.BorderSum found :
          BorderSums.ROWS.decode(
              BorderRejects.withCameras(warehouse, dataset, questions)
                  .mapPartitions(new BorderSums(askings), BorderSums.ROWS.encoder())
                  .groupBy("asking")
                  .agg(sum("rejected").as("rejected"))
                  .collectAsList())) {
        rejected.put(askings.get(found.asking()), found.rejected());
      }
      return rejected;
    }
  }
}
