package io.depthlm.jobs.cli;

import io.depthlm.common.text.OutputFormat;
import io.depthlm.jobs.sql.FileAccess;
import io.depthlm.jobs.sql.ReadOnlyQuery;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sql}. */
@CommandLine.Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = "Queries the tables with Spark SQL. Each table is available under its name.",
    footer = {
      "",
      "Reads:   the tables that the statement names",
      "Writes:  nothing",
      "Example: depthlm sql \"SELECT dataset, count(*) FROM points GROUP BY dataset\" \\",
      "           --format csv --warehouse warehouse"
    })
final class SqlCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WarehouseOption warehouse;
  @Mixin private SparkOptions spark;

  @Parameters(paramLabel = "STATEMENT", description = "a SELECT, SHOW TABLES, DESCRIBE or EXPLAIN")
  private String statement;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description =
          "output format: table, csv, json or markdown; default ${DEFAULT-VALUE}; all"
              + " except json show control characters as ?")
  private OutputFormat format;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "1000",
      description = "maximum number of rows for table and markdown; csv and json write all")
  private int rows;

  @Option(
      names = "--read-files",
      description =
          "let the statement read files that it names, as in SELECT * FROM parquet.`path`;"
              + " otherwise it can read only the warehouse's tables")
  private boolean readFiles;

  @Override
  public Integer call() {
    if (rows < 1) {
      throw new CommandLine.ParameterException(spec.commandLine(), "--rows is at least 1");
    }
    ReadOnlyQuery query =
        new ReadOnlyQuery(
            warehouse.openExisting(spark.open("sql")),
            readFiles ? FileAccess.NAMED_FILES : FileAccess.TABLES_ONLY);
    RowPrinter printer = new RowPrinter(spec.commandLine().getOut(), spec.commandLine().getErr());
    query.run(statement, result -> printer.print(result, format, rows));
    return ExitCode.OK.code();
  }
}
