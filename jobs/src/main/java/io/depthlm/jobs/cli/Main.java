package io.depthlm.jobs.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;

/** The entry point of {@code ./depthlm} and of {@code spark-submit}. */
public final class Main {
  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    Failures.watchForInterrupts();
    int code = run(out, err, args);
    if (!SparkSession.getDefaultSession().isEmpty()) {
      SparkSession.getDefaultSession().get().stop();
    }
    out.flush();
    err.flush();
    System.exit(code);
  }

  /** Runs a command; its exit code is one of {@link ExitCode}. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    return commandLine(out, err).execute(args);
  }

  /** The commands, for running and for tests of their help. */
  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    CommandLine line = new CommandLine(new DepthlmCommand());
    line.setOut(out);
    line.setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(100);
    line.setParameterExceptionHandler(Failures::usage);
    line.setExecutionExceptionHandler(Failures::execution);
    for (CommandLine command : line.getSubcommands().values()) {
      command.setUsageHelpWidth(100);
    }
    return line;
  }
}
