package io.depthlm.jobs.cli;

import io.depthlm.common.core.UserError;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.Arrays;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** Where the tables are. */
final class WarehouseOption {
  @Option(
      names = "--warehouse",
      required = true,
      paramLabel = "URI",
      description = "the folder of the Delta tables: a path or a file: or s3a: URI")
  private String uri;

  /** The warehouse in a session. */
  Warehouse open(SparkSession spark) {
    return new Warehouse(spark, uri);
  }

  /**
   * The warehouse for commands that only read.
   *
   * @throws UserError if it has no table
   */
  Warehouse openExisting(SparkSession spark) {
    Warehouse warehouse = open(spark);
    if (Arrays.stream(Table.values()).noneMatch(warehouse::exists)) {
      throw new UserError(
          "there are no tables under " + warehouse.uri(), "check --warehouse, or ingest first");
    }
    return warehouse;
  }

  /** As the user wrote it, for suggested commands. */
  String uri() {
    return uri;
  }
}
