package io.depthlm.jobs.cli;

import io.depthlm.common.core.UserError;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.jobs.evaluate.ConservationException;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** How failures are told: what the user can mend in its own lines, the rest as a fault of ours. */
final class Failures {
  private static final AtomicBoolean INTERRUPTED = new AtomicBoolean();

  private Failures() {}

  /** Arguments that make no command. */
  static int usage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("depthlm: " + e.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println("  see " + command.getCommandSpec().qualifiedName() + " --help");
    }
    return ExitCode.USAGE.code();
  }

  /** Tells failures of a command from those of a process that is being ended. */
  static void watchForInterrupts() {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> INTERRUPTED.set(true), "depthlm-interrupted"));
  }

  /** A command that failed. */
  static int execution(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (INTERRUPTED.get()) {
      // Spark is being stopped under the command; what it says about that is no fault of anyone.
      err.println("depthlm: interrupted; the same command again goes on where this one stopped");
      return ExitCode.INTERNAL.code();
    }
    boolean debug = debug(command);
    Throwable mendable = mendable(e);
    if (mendable != null) {
      err.println("depthlm: " + mendable.getMessage());
    } else if (e instanceof ConservationException) {
      err.println("depthlm: " + e.getMessage());
    } else {
      err.println("depthlm: internal error: " + firstLine(rootCause(e)));
      if (!debug) {
        err.println("  run the command again with --debug for the stack trace, and report it");
      }
    }
    if (debug) {
      e.printStackTrace(err);
    }
    return (mendable == null ? ExitCode.INTERNAL : ExitCode.USER).code();
  }

  private static boolean debug(CommandLine command) {
    CommandLine root = command;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return ((DepthlmCommand) root.getCommand()).debug();
  }

  /** The error that the user can mend, also where Spark has wrapped it on its way from a task. */
  private static Throwable mendable(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      // A checkpoint that cannot be run is the user's to mend, and says so in the same form.
      if (t instanceof UserError || t instanceof CheckpointException) {
        return t;
      }
    }
    return null;
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
    return t.getClass().getSimpleName() + line;
  }
}
