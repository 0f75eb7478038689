package io.depthlm.jobs.cli;

import io.depthlm.common.config.SweepLoader;
import io.depthlm.common.config.TextSource;
import io.depthlm.jobs.spark.Files;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Where configuration is read: plain paths without a session, so that a fault in a local file is
 * told in a second; other URIs through Hadoop; {@code classpath:} from the program's own jar, which
 * carries the shipped {@code conf/} for machines without a checkout.
 */
final class ConfFiles {
  private static final String JAR = "classpath:";

  private ConfFiles() {}

  /** The root of the shipped configuration: the checkout's where there is one. */
  static String shipped() {
    String home = System.getenv("DEPTHLM_HOME");
    return home == null ? JAR + "conf" : home + "/conf";
  }

  /**
   * A loader of sweep files.
   *
   * @param spark opened only for a file behind another file system
   */
  static SweepLoader loader(Supplier<SparkSession> spark) {
    TextSource local = TextSource.local();
    TextSource source =
        uri -> {
          if (uri.startsWith(JAR)) {
            return own(uri);
          }
          boolean plain = uri.startsWith("file:") || !uri.matches("[A-Za-z][A-Za-z0-9+.-]+:.*");
          return plain ? local.read(uri) : remote(spark.get(), uri);
        };
    List<String> homes = new ArrayList<>(List.of(shipped()));
    if (!homes.contains(JAR + "conf")) {
      homes.add(JAR + "conf");
    }
    return new SweepLoader(source, homes);
  }

  private static String own(String uri) throws IOException {
    String path = "/io/depthlm/" + uri.substring(JAR.length());
    try (InputStream in = ConfFiles.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new NoSuchFileException(uri);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String remote(SparkSession spark, String uri) throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    try {
      byte[] bytes = Files.read(hadoop, Files.qualified(hadoop, uri), TextSource.MAX_BYTES);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      NoSuchFileException missing = new NoSuchFileException(uri);
      missing.initCause(e);
      throw missing;
    }
  }
}
