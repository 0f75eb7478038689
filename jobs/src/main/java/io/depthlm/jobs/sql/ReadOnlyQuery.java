package io.depthlm.jobs.sql;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.split;

import io.depthlm.common.core.UserError;
import io.depthlm.jobs.spark.StorageFault;
import io.depthlm.jobs.spark.Warehouse;
import java.util.Arrays;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.CommandExecutionMode;
import org.apache.spark.sql.execution.command.DescribeQueryCommand;
import org.apache.spark.sql.execution.command.ExplainCommand;

/** A statement over the tables of one warehouse that can do nothing but read. */
public final class ReadOnlyQuery {
  private final SparkSession session;
  private final Warehouse warehouse;
  private final ReadOnlyRules rules;

  /**
   * @param warehouse its tables go by their names in statements
   * @param files what may be read besides them
   */
  public ReadOnlyQuery(Warehouse warehouse, FileAccess files) {
    this.session = warehouse.spark().newSession();
    session.conf().set("spark.sql.variable.substitute", "false");
    session.conf().set("spark.sql.runSQLOnFiles", files == FileAccess.NAMED_FILES);
    this.warehouse = new Warehouse(session, warehouse.uri());
    this.warehouse.registerViews();
    this.rules = new ReadOnlyRules(files, warehouse.uri());
  }

  /** Uses the rows of a statement; they are computed while they are used. */
  @FunctionalInterface
  public interface RowUse {
    /** Reads the rows. */
    void use(Dataset<Row> rows);
  }

  /**
   * Runs a statement.
   *
   * @throws UserError if it may do more than read, or cannot be run
   */
  public void run(String statement, RowUse use) {
    try {
      LogicalPlan parsed = session.sessionState().sqlParser().parsePlan(statement);
      judge(parsed);
      Dataset<Row> rows = session.sql(statement);
      use.use(parsed instanceof ExplainCommand ? lineByLine(rows) : rows);
    } catch (StackOverflowError e) {
      throw cannotRun("it is nested too deeply", e);
    } catch (ParseException e) {
      throw cannotRun(summary(e), e);
    } catch (Exception e) {
      // A damaged file of a table and faults of values (a cast, a division, raise_error) show up
      // only while rows are made.
      StorageFault.of(e, warehouse.uri())
          .ifPresent(
              fault -> {
                throw fault;
              });
      // AnalysisException is checked, and Scala throws it undeclared, so that no catch can name it.
      if ((Object) e instanceof AnalysisException || isOfValues(e)) {
        throw cannotRun(summary(e), e);
      }
      throw e;
    }
  }

  /** A plan comes as one text of many lines. */
  private static Dataset<Row> lineByLine(Dataset<Row> plan) {
    return plan.select(explode(split(col("plan"), "\\R")).as("plan"));
  }

  private void judge(LogicalPlan parsed) {
    rules.judgeParsed(parsed);
    LogicalPlan query = parsed;
    if (parsed instanceof ExplainCommand explain) {
      query = explain.logicalPlan();
    } else if (parsed instanceof DescribeQueryCommand describe) {
      query = describe.plan();
    } else if (ReadOnlyRules.tellsAboutTables(parsed)) {
      return;
    }
    rules.judgeParsed(query);
    rules.judgeAnalysed(
        session.sessionState().executePlan(query, CommandExecutionMode.SKIP()).analyzed());
  }

  private static UserError cannotRun(String why, Throwable cause) {
    return new UserError(
        "the statement cannot be run: " + why,
        "SHOW TABLES lists the tables, DESCRIBE TABLE name their columns",
        cause);
  }

  private static boolean isOfValues(Throwable e) {
    Throwable root = rootOf(e);
    boolean raised = root.getClass() == RuntimeException.class; // by raise_error and assert_true
    return raised || inAnExpression(root) || (root instanceof SparkThrowable known && named(known));
  }

  /**
   * Whether a function failed on its values: formats, patterns, time zones and sketches are checked
   * by other libraries, whose exceptions Spark passes on as they are.
   */
  private static boolean inAnExpression(Throwable root) {
    // Checked exceptions, too, which Scala throws undeclared, and the functions' own assertions.
    return (root instanceof Exception || root instanceof AssertionError)
        && Arrays.stream(root.getStackTrace())
            .map(StackTraceElement::getClassName)
            .filter(name -> name.startsWith("org.apache.spark.sql."))
            .findFirst()
            .filter(name -> name.startsWith("org.apache.spark.sql.catalyst."))
            .isPresent();
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
