package io.depthlm.common.settings;

import com.typesafe.config.Config;
import io.depthlm.common.core.UserError;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/**
 * Finds named entries, {@code models/NAME.conf}, {@code datasets/NAME.conf} and {@code
 * prompts/NAME.conf}, under the first root that has them.
 *
 * @param source reads the texts
 * @param roots folders like {@code conf}, as URIs or paths without a trailing slash, in the order
 *     of the search
 */
public record Library(TextSource source, List<String> roots) {
  private static final String SUFFIX = ".conf";

  /** The content of an entry, if a root has it. */
  public Optional<Config> find(String folder, String name) {
    for (String root : roots) {
      String uri = root + "/" + folder + "/" + name + SUFFIX;
      try {
        return Optional.of(Hocon.resolve(uri, new Hocon(source).parse(uri, source.read(uri))));
      } catch (NoSuchFileException e) {
        continue; // the next root may have it
      } catch (IOException e) {
        throw new UserError(
            uri + " cannot be read: " + e.getMessage(), "check the file and its permissions", e);
      }
    }
    return Optional.empty();
  }

  /**
   * The content of an entry that must exist.
   *
   * @param node the value that names it, for the message
   */
  public Config need(Node node, String folder, String name) {
    return find(folder, name)
        .orElseThrow(
            () ->
                new UserError(
                    "%s names '%s', and there is no %s/%s.conf"
                        .formatted(node.where(), name, folder, name),
                    Suggestion.nearest(name, names(folder))
                        .map(near -> "did you mean '" + near + "'?")
                        .orElseGet(() -> remedy(folder))));
  }

  private String remedy(String folder) {
    List<String> names = names(folder);
    String looked = "looked under " + String.join(", ", roots);
    return names.isEmpty() ? looked : "known: " + String.join(", ", names) + "; " + looked;
  }

  /** The names of all entries under the roots. */
  private List<String> names(String folder) {
    return roots.stream()
        .flatMap(root -> source.list(root + "/" + folder).stream())
        .filter(file -> file.endsWith(SUFFIX))
        .map(file -> file.substring(0, file.length() - SUFFIX.length()))
        .distinct()
        .sorted()
        .toList();
  }
}
