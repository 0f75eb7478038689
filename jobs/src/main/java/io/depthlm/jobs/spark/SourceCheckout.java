package io.depthlm.jobs.spark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The checkout that the program was started from, whose {@code conf/} and {@code models/} are found
 * from any folder.
 *
 * @param home its root; null where there is none, as for a jar on its own
 */
public record SourceCheckout(Path home) {
  /** The one that {@code DEPTHLM_HOME} names; the launchers set it. */
  public static SourceCheckout here() {
    String home = System.getenv("DEPTHLM_HOME");
    return new SourceCheckout(home == null ? null : Path.of(home));
  }

  /**
   * A folder that is on a local disk under a plain path: as it stands, from the present folder, and
   * else from the checkout.
   *
   * @param uri what a configuration names; with a scheme it is none of these
   */
  public Optional<Path> folder(String uri) {
    if (uri.contains(":")) {
      return Optional.empty();
    }
    Path present = Path.of(uri);
    if (Files.isDirectory(present)) {
      return Optional.of(present);
    }
    return Optional.ofNullable(home).map(root -> root.resolve(uri)).filter(Files::isDirectory);
  }
}
