package io.depthlm.jobs.cli;

import io.depthlm.common.text.SafeWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;

/** The entry point of {@code ./depthlm} and of {@code spark-submit}. */
public final class Main {
  /**
   * {@code plain} is the launcher's word that standard error, as Java cannot tell, is no terminal.
   */
  private static final String PROGRESS = "depthlm.progress";

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    if (System.console() != null && !"plain".equals(System.getProperty(PROGRESS))) {
      ProgressLine line = new ProgressLine(System.err);
      // Not for the commands alone: log lines go to the same terminal.
      System.setErr(line.before(System.err));
      System.setOut(line.before(System.out));
      ConsoleProgress.drawOn(line);
    }
    PrintWriter out = writer(System.out);
    PrintWriter err = writer(System.err);
    Interruption interruption = new Interruption(err);
    interruption.watch();
    endOnErrors(err, interruption, List.of(args));
    int code = run(out, err, interruption, args);
    interruption.commandEnded();
    if (!SparkSession.getDefaultSession().isEmpty()) {
      SparkSession.getDefaultSession().get().stop();
    }
    ConsoleProgress.wipe();
    out.flush();
    err.flush();
    System.exit(code);
  }

  /** Runs a command; its exit code is one of {@link ExitCode}. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    return run(out, err, new Interruption(err), args);
  }

  private static int run(
      PrintWriter out, PrintWriter err, Interruption interruption, String... args) {
    CommandLine line = commandLine(out, err);
    line.setExecutionStrategy(
        parsed -> {
          List<CommandLine> commands = parsed.asCommandLineList();
          interruption.running(commands.get(commands.size() - 1).getCommand());
          return new CommandLine.RunLast().execute(parsed);
        });
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> failed(e, line.getErr(), interruption, List.of(args)));
    try {
      return line.execute(args);
    } catch (Error e) { // picocli hands on exceptions only
      return failed(e, line.getErr(), interruption, List.of(args));
    }
  }

  private static int failed(
      Throwable e, PrintWriter err, Interruption interruption, List<String> args) {
    // A process that is being stopped has said so already, and its exit code is the signal's.
    return interruption.came() ? ExitCode.INTERNAL.code() : Failures.tell(e, err, args);
  }

  /**
   * Spark waits forever for one of its threads that ended with an error, so the process ends, too.
   */
  private static void endOnErrors(PrintWriter err, Interruption interruption, List<String> args) {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> {
          if (interruption.came()) {
            return;
          }
          if (e instanceof Error) {
            Runtime.getRuntime().halt(Failures.tell(e, err, args));
          }
          err.println("Exception in thread \"" + thread.getName() + "\"");
          e.printStackTrace(err);
          err.flush();
        });
  }

  /** The commands, for running and for tests of their help. */
  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    CommandLine line = new CommandLine(new DepthlmCommand());
    // Whatever a command prints may hold words of strangers: a model's answer, a file's name.
    line.setOut(new PrintWriter(new SafeWriter(out), true));
    line.setErr(new PrintWriter(new SafeWriter(err), true));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(100);
    line.setParameterExceptionHandler(Failures::usage);
    return line;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
