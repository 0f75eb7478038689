package io.depthlm.common.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** The shipped {@code conf/} inside the program's own jar, for machines without a checkout. */
public final class ShippedConf {
  /** Its root, as a URI that {@link #read} knows. */
  public static final String ROOT = "classpath:conf";

  private static final String SCHEME = "classpath:";

  private ShippedConf() {}

  /** Single entries of the shipped files. */
  public static EntryLoader entries() {
    return new EntryLoader(ShippedConf::read, List.of(ROOT));
  }

  /** Whether a URI is in here. */
  public static boolean has(String uri) {
    return uri.startsWith(SCHEME);
  }

  /**
   * A file's text.
   *
   * @throws NoSuchFileException if there is none
   */
  public static String read(String uri) throws IOException {
    String path = "/io/depthlm/" + uri.substring(SCHEME.length());
    try (InputStream in = ShippedConf.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new NoSuchFileException(uri);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
