package io.depthlm.common.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.depthlm.common.core.UserError;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * A configuration file with the overrides of the command line, parsed but not yet bound.
 *
 * @param root the keys; names in them are looked up first under the parent of the file's folder
 * @param passed the text of the file, followed by the overrides, HOCON
 */
public record ConfFile(Node root, String passed) {
  /**
   * Reads a file.
   *
   * @param homes configuration roots to search after the file's own
   * @param overrides {@code key=value}, the value as HOCON; they take precedence over the file
   * @param kind the kind of file, for messages: {@code sweep}
   * @throws UserError if it cannot be read or parsed
   */
  public static ConfFile read(
      TextSource source, List<String> homes, String uri, List<String> overrides, String kind) {
    String text = text(source, uri, kind);
    Config file = new Hocon(source).parse(uri, text);
    Config config = Hocon.resolve(uri, Overrides.of(overrides).withFallback(file));
    if (file.isEmpty()) {
      // An empty file has no value whose origin could name the file.
      config = config.root().withOrigin(ConfigOriginFactory.newSimple(uri)).toConfig();
    }
    if (!config.hasPath("name")) {
      config =
          config.withValue(
              "name", ConfigValueFactory.fromAnyRef(baseName(uri), "name of the file"));
    }
    return new ConfFile(
        new Node(config.root(), "", new Library(source, roots(uri, homes))),
        passed(text, overrides));
  }

  /** A decoded tree as indented JSON. */
  public static String pretty(Object tree) {
    return json(tree, ConfigRenderOptions.defaults().setOriginComments(false));
  }

  /** A decoded tree as compact JSON, for hashing. */
  public static String concise(Object tree) {
    return json(tree, ConfigRenderOptions.concise());
  }

  private static String text(TextSource source, String uri, String kind) {
    try {
      return source.read(uri);
    } catch (NoSuchFileException e) {
      throw new UserError("there is no file " + uri, "name a " + kind + " file with --conf", e);
    } catch (IOException e) {
      throw new UserError(
          uri + " cannot be read: " + e.getMessage(), "check the file and its permissions", e);
    }
  }

  private static List<String> roots(String uri, List<String> homes) {
    List<String> roots = new ArrayList<>();
    roots.add(parent(parent(uri)));
    roots.addAll(homes);
    return roots.stream().distinct().toList();
  }

  /** The parent folder of a path; "." and ".." for paths without one. */
  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    if (slash > 0) {
      return path.substring(0, slash);
    }
    if (slash == 0) {
      return "";
    }
    return path.equals(".") ? ".." : ".";
  }

  private static String baseName(String uri) {
    String file = uri.substring(uri.lastIndexOf('/') + 1);
    return file.endsWith(".conf") ? file.substring(0, file.length() - 5) : file;
  }

  private static String passed(String text, List<String> overrides) {
    StringBuilder all = new StringBuilder(text);
    for (String override : overrides) {
      all.append(all.toString().endsWith("\n") || all.isEmpty() ? "" : "\n")
          .append(Overrides.asHocon(override))
          .append('\n');
    }
    return all.toString();
  }

  private static String json(Object tree, ConfigRenderOptions options) {
    return ConfigValueFactory.fromAnyRef(tree).render(options.setJson(true).setComments(false));
  }
}
