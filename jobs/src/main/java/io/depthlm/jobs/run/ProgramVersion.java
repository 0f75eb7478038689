package io.depthlm.jobs.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version that a run was made with.
 *
 * @param gitRevision null where the program was built outside a checkout
 */
public record ProgramVersion(String version, String gitRevision) {
  private static final String RESOURCE = "/depthlm-version.properties";

  /** This program's. */
  public static ProgramVersion current() {
    Properties properties = new Properties();
    try (InputStream in = ProgramVersion.class.getResourceAsStream(RESOURCE)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String revision = properties.getProperty("git.commit.id.abbrev", "");
    return new ProgramVersion(
        properties.getProperty("git.build.version", "unknown"),
        revision.isBlank() || revision.startsWith("$") ? null : revision);
  }
}
