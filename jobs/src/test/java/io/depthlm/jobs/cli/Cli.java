package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** Runs the command line in the test's own process. */
final class Cli {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  private Cli() {}

  /** What a command said. */
  record Run(int code, String out, String err) {}

  static CommandLine commandLine() {
    return Main.commandLine(
        new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
  }

  static Run run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), args);
    return new Run(code, out.toString(), err.toString());
  }

  /** Runs a line that has to succeed. */
  static Run succeed(String line) {
    Run run = run(shellWords(line));
    assertEquals(0, run.code(), () -> line + "\n" + run.err());
    return run;
  }

  /** The answer of a statement that has to succeed, as CSV. */
  static String csv(String statement, String warehouse) {
    Run run = run("sql", statement, "--format", "csv", "--warehouse", warehouse);
    assertEquals(0, run.code(), run.err());
    return run.out();
  }

  /** Splits as a shell would, for the quoting that our texts use. */
  static String[] shellWords(String line) {
    List<String> words = new ArrayList<>();
    Matcher m = WORD.matcher(line);
    while (m.find()) {
      words.add(m.group(1) != null ? m.group(1) : m.group(2) != null ? m.group(2) : m.group(3));
    }
    return words.toArray(String[]::new);
  }
}
