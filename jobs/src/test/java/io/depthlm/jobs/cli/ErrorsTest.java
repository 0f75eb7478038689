package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults of the user's own: exit code 2, one or two lines, no stack trace. */
class ErrorsTest {
  @TempDir private Path folder;

  private Cli.Run sweep(String text, String... more) throws IOException {
    Path file = folder.resolve("s.conf");
    Files.writeString(file, text);
    String[] args = new String[5 + more.length];
    System.arraycopy(
        new String[] {"sweep", "--conf", file.toString(), "--warehouse", "unused"}, 0, args, 0, 5);
    System.arraycopy(more, 0, args, 5, more.length);
    return Cli.run(args);
  }

  @Test
  void aBrokenConfigurationNamesFileLineAndKey() throws IOException {
    Cli.Run run = sweep("datasets = [a]\nmodels = [{name = m, engine = probe}]\nfocal = 3\n");
    assertEquals(2, run.code());
    assertEquals(
        """
        depthlm: %s/s.conf:3: focal is not a known key
          did you mean 'focal_px'?
        """
            .formatted(folder),
        run.err());
    assertEquals("", run.out());
  }

  @Test
  void anEmptyConfigurationNamesItsFile() throws IOException {
    Cli.Run run = sweep("# nothing\n");
    assertEquals(2, run.code());
    assertTrue(
        run.err().startsWith("depthlm: " + folder + "/s.conf: datasets is missing"), run.err());
  }

  @Test
  void anOverrideIsNamedAsTheUserWroteIt() throws IOException {
    Cli.Run run =
        sweep("datasets = [a]\nmodels = [{name = m, engine = probe}]\n", "--set", "focal_px=[1]");
    assertEquals(2, run.code());
    assertTrue(run.err().startsWith("depthlm: --set focal_px=[1]: focal_px[0] is 1"), run.err());
  }

  @Test
  void aFractionThatIsNoneIsAConfigurationError() throws IOException {
    Cli.Run run =
        sweep(
            "datasets = [a]\nmodels = [{name = m, engine = probe}]\n",
            "--max-failed-fraction",
            "2");
    assertEquals(2, run.code());
    assertTrue(run.err().contains("predict.max_failed_fraction is 2"), run.err());
  }

  @Test
  void aMissingFileIsNamed() {
    Cli.Run run = Cli.run("sweep", "--conf", folder + "/no.conf", "--warehouse", "unused");
    assertEquals(2, run.code());
    assertTrue(run.err().startsWith("depthlm: there is no file " + folder + "/no.conf"), run.err());
  }

  @Test
  void theStackTraceIsForDebugOnly() {
    String missing = folder + "/no.conf";
    Cli.Run quiet = Cli.run("sweep", "--conf", missing, "--warehouse", "unused");
    assertFalse(quiet.err().contains("\tat "), quiet.err());
    Cli.Run debug = Cli.run("sweep", "--debug", "--conf", missing, "--warehouse", "unused");
    assertEquals(2, debug.code());
    assertTrue(debug.err().contains("\tat io.depthlm."), debug.err());
  }

  @Test
  void helpConfNamesEveryKeyAndNeedsNoFile() {
    Cli.Run run = Cli.run("sweep", "--help-conf");
    assertEquals(0, run.code());
    assertTrue(run.out().contains("predict.chunk_rows = 200000"), run.out());
  }
}
