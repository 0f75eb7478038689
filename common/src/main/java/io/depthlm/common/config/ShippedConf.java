package io.depthlm.common.config;

import io.depthlm.common.settings.TextSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.jar.JarEntry;

/** The shipped {@code conf/} inside the program's own jar, for machines without a checkout. */
public final class ShippedConf {
  /** Its root, as a URI that {@link #read} knows. */
  public static final String ROOT = "classpath:conf";

  private static final String SCHEME = "classpath:";

  private ShippedConf() {}

  /** A loader for single entries of the shipped files. */
  public static EntryLoader entries() {
    return new EntryLoader(source(), List.of(ROOT));
  }

  /** Whether a URI names a shipped file. */
  public static boolean has(String uri) {
    return uri.startsWith(SCHEME);
  }

  /**
   * The text of a file.
   *
   * @throws NoSuchFileException if there is none
   */
  public static String read(String uri) throws IOException {
    String path = "/io/depthlm/" + uri.substring(SCHEME.length());
    try (InputStream in = ShippedConf.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new NoSuchFileException(uri);
      }
      return TextSource.text(in.readAllBytes());
    }
  }

  /** The names of the files in a folder. */
  public static List<String> list(String uri) {
    String path = "io/depthlm/" + uri.substring(SCHEME.length()) + "/";
    URL folder = ShippedConf.class.getResource("/" + path);
    try {
      if (folder == null || !(folder.openConnection() instanceof JarURLConnection jar)) {
        return folder == null ? List.of() : TextSource.local().list(folder.toString());
      }
      return jar.getJarFile().stream()
          .map(JarEntry::getName)
          .filter(name -> name.startsWith(path) && name.indexOf('/', path.length()) < 0)
          .map(name -> name.substring(path.length()))
          .filter(name -> !name.isEmpty())
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of(); // a suggestion is all that is lost
    }
  }

  /** The shipped files as a source. */
  static TextSource source() {
    return new TextSource() {
      @Override
      public String read(String uri) throws IOException {
        return ShippedConf.read(uri);
      }

      @Override
      public List<String> list(String folder) {
        return ShippedConf.list(folder);
      }
    };
  }
}
