package io.depthlm.jobs.cli;

import io.depthlm.common.core.UserError;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.DescribeRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.catalyst.plans.logical.ShowTables;
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
    description = "Asks the tables in Spark SQL; every table goes by its name.",
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

  @Parameters(paramLabel = "STATEMENT", description = "a SELECT, SHOW TABLES or DESCRIBE")
  private String statement;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
  private RowFormat format;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "1000",
      description = "most rows of a table for people; csv and json write all")
  private int rows;

  @Override
  public Integer call() throws Exception {
    if (rows < 1) {
      throw new CommandLine.ParameterException(spec.commandLine(), "--rows is at least 1");
    }
    SparkSession session = spark.open("sql");
    warehouse.openExisting(session).registerViews();
    PrintWriter out = spec.commandLine().getOut();
    try {
      readsOnly(session.sessionState().sqlParser().parsePlan(statement));
      Dataset<Row> result = session.sql(statement);
      RowPrinter printer = new RowPrinter(out, spec.commandLine().getErr());
      printer.print(result, format, rows);
      return ExitCode.OK.code();
    } catch (Exception e) {
      // AnalysisException is checked, and Scala throws it undeclared: it cannot be named in a
      // catch.
      // Faults of values (a cast, a division, raise_error) show up only while rows are made.
      if (e instanceof ParseException || e instanceof AnalysisException || isOfValues(e)) {
        throw new UserError(
            "the statement cannot be run: " + summary(e),
            "SHOW TABLES lists the tables, DESCRIBE TABLE name their columns",
            e);
      }
      throw e;
    }
  }

  private static void readsOnly(LogicalPlan plan) {
    boolean looks = plan instanceof DescribeRelation || plan instanceof ShowTables;
    if (!looks && (plan instanceof Command || plan instanceof ParsedStatement)) {
      throw new UserError(
          "the statement is a " + plan.nodeName() + " and would change something",
          "sql reads: write a SELECT, SHOW TABLES or DESCRIBE TABLE");
    }
  }

  private static boolean isOfValues(Throwable e) {
    Throwable root = rootOf(e);
    boolean raised = root.getClass() == RuntimeException.class; // by raise_error and assert_true
    return raised || (root instanceof SparkThrowable known && named(known));
  }

  private static boolean named(SparkThrowable e) {
    return e.getErrorClass() != null && !e.getErrorClass().startsWith("INTERNAL_ERROR");
  }

  private static Throwable rootOf(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static String summary(Exception e) {
    String message = String.valueOf(rootOf(e).getMessage()).strip();
    int end = message.indexOf("\n");
    return end < 0 ? message : message.substring(0, end);
  }
}
