package io.depthlm.jobs.cli;

import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.host.EngineHolder;
import io.depthlm.jobs.evaluate.ConservationException;
import io.depthlm.jobs.spark.StorageFault;
import java.io.File;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Reports failures: an error that the user can fix in its own words, any other as an error of the
 * program.
 */
final class Failures {
  private static final int SHOWN_FRAMES = 3;
  private static final int LONGEST_LINE = 4000;
  private static final String WAREHOUSE = "--warehouse";

  private Failures() {}

  /** Reports wrong arguments. */
  static int usage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    if (e instanceof MissingCommandException) {
      err.println("depthlm: " + e.getMessage());
      err.println();
      command.usage(err);
      return ExitCode.USAGE.code();
    }
    err.println("depthlm: " + shortened(e.getMessage()));
    boolean suggested = UnmatchedArgumentException.printSuggestions(e, err);
    if (e instanceof MissingParameterException && !command.getUnmatchedArguments().isEmpty()) {
      // The parser stops at what is missing; a misspelt option is often the cause.
      UnmatchedArgumentException unmatched =
          new UnmatchedArgumentException(command, command.getUnmatchedArguments());
      err.println("  " + unmatched.getMessage());
      suggested = unmatched.printSuggestions(err);
    }
    if (!suggested) {
      err.println("  see " + command.getCommandSpec().qualifiedName() + " --help");
    }
    return ExitCode.USAGE.code();
  }

  /**
   * Reports why a command failed, and returns its exit code.
   *
   * @param args of the command
   */
  static int tell(Throwable e, PrintWriter err, List<String> args) {
    Traces traces = args.contains("--debug") ? Traces.SHOWN : Traces.HIDDEN;
    Throwable mendable = mendable(e, args);
    if (mendable != null) {
      err.println("depthlm: " + shortened(mendable.getMessage()));
    } else if (e instanceof ConservationException) {
      err.println("depthlm: " + e.getMessage());
    } else {
      err.println("depthlm: internal error: " + shortened(firstLine(rootCause(e))));
      if (traces == Traces.HIDDEN) {
        err.println("  run the command again with --debug for the stack trace, and report it");
      }
    }
    if (traces == Traces.SHOWN) {
      e.printStackTrace(err);
    }
    err.flush();
    return (mendable == null ? ExitCode.INTERNAL : ExitCode.USER).code();
  }

  /** Whether stack traces are shown. */
  private enum Traces {
    SHOWN,
    HIDDEN
  }

  /** The error that the user can fix, also if Spark wrapped it on its way from a task. */
  private static Throwable mendable(Throwable e, List<String> args) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof UserError || t instanceof EngineException engine && isMendable(engine)) {
        return t;
      }
    }
    return warehouse(args)
        .flatMap(warehouse -> StorageFault.of(e, warehouse))
        .or(() -> MachineLimits.find(e))
        .orElse(null);
  }

  /**
   * An engine that refuses its weights or finds no device says what the user can fix. One that
   * failed by an unexpected exception is a fault of the program.
   */
  private static boolean isMendable(EngineException e) {
    return !e.errorCode().equals(EngineHolder.UNEXPECTED);
  }

  /** A message may quote what was given, however long; the cause and the remedy must be seen. */
  private static String shortened(String message) {
    return String.valueOf(message)
        .lines()
        .map(
            line ->
                line.length() <= LONGEST_LINE
                    ? line
                    : line.substring(0, LONGEST_LINE / 2)
                        + " … "
                        + line.substring(line.length() - LONGEST_LINE / 2))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static Optional<String> warehouse(List<String> args) {
    String joined = WAREHOUSE + "=";
    int next = args.indexOf(WAREHOUSE) + 1;
    Optional<String> uri =
        next > 0 && next < args.size()
            ? Optional.of(args.get(next))
            : args.stream()
                .filter(arg -> arg.startsWith(joined))
                .map(arg -> arg.substring(joined.length()))
                .findFirst();
    return uri.map(
        at -> at.matches("[A-Za-z][A-Za-z0-9+.-]*:.*") ? at : new File(at).getAbsolutePath());
  }

  private static Throwable rootCause(Throwable e) {
    Throwable t = e;
    while (t.getCause() != null) {
      t = t.getCause();
    }
    return t;
  }

  private static String firstLine(Throwable t) {
    String message = t.getMessage();
    String line = message == null ? "" : ": " + message.lines().findFirst().orElse("");
    return t.getClass().getSimpleName() + line + place(t);
  }

  /** An error of the JVM says little by itself, so the innermost calls are named. */
  private static String place(Throwable t) {
    if (!(t instanceof Error)) {
      return "";
    }
    StringBuilder place = new StringBuilder();
    StackTraceElement[] trace = t.getStackTrace();
    for (int i = 0; i < Math.min(SHOWN_FRAMES, trace.length); i++) {
      place.append(i == 0 ? " in " : " < ");
      place.append(trace[i].getClassName().replaceFirst(".*\\.", ""));
      place.append('.').append(trace[i].getMethodName());
    }
    return place.toString();
  }
}
