package io.depthlm.jobs.scoring;

import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.core.UserError;
import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.TruthRange;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The scoring rules of a run, read from the configuration in {@code runs}, for commands that get a
 * run and no sweep file.
 */
public record RunProtocol(Map<String, TruthRange> truthRanges, Bootstrap bootstrap) {
  /**
   * The protocol of a run; the defaults where {@code runs} does not know it.
   *
   * @throws UserError if its configuration is not what this program writes
   */
  public static RunProtocol of(Warehouse warehouse, String runId) {
    List<String> effective =
        warehouse
            .read(Table.RUNS)
            .where(col("run_id").equalTo(runId))
            .select("config_effective")
            .as(org.apache.spark.sql.Encoders.STRING())
            .collectAsList();
    if (effective.isEmpty()) {
      return new RunProtocol(Map.of(), Bootstrap.DEFAULT);
    }
    try {
      return parse(effective.get(0));
    } catch (IllegalArgumentException e) {
      throw new UserError(
          "the scoring rules of run %s in %s cannot be read: %s"
              .formatted(runId, warehouse.uri(), e.getMessage()),
          "runs.config_effective is not what this program writes: sweep again",
          e);
    }
  }

  /**
   * The protocol of an effective configuration.
   *
   * @throws IllegalArgumentException if it is not what this program writes into {@code runs}
   */
  public static RunProtocol parse(String effective) {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(effective);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("runs.config_effective is not JSON", e);
    }
    Map<String, TruthRange> ranges = new HashMap<>();
    for (JsonNode dataset : root.path("datasets")) {
      JsonNode range = dataset.path("truth_range_m");
      if (range.size() == 2) {
        ranges.put(
            dataset.path("name").asText(),
            new TruthRange(range.get(0).asDouble(), range.get(1).asDouble()));
      }
    }
    JsonNode evaluate = root.path("evaluate");
    return new RunProtocol(
        ranges,
        new Bootstrap(
            evaluate.path("bootstrap_replicates").asInt(Bootstrap.DEFAULT.replicates()),
            evaluate.path("seed").asLong(Bootstrap.DEFAULT.seed()),
            evaluate.path("confidence").asDouble(Bootstrap.DEFAULT.confidence())));
  }
}
