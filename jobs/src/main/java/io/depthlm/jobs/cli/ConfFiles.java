package io.depthlm.jobs.cli;

import io.depthlm.common.config.EntryLoader;
import io.depthlm.common.config.ShippedConf;
import io.depthlm.common.config.SweepLoader;
import io.depthlm.common.config.TrainLoader;
import io.depthlm.common.settings.TextSource;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.SourceCheckout;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Reads configuration: plain paths without a session, so that an error in a local file is reported
 * within a second; other URIs through Hadoop; {@code classpath:} from the program's own jar, which
 * carries the shipped {@code conf/} for machines without a checkout.
 */
final class ConfFiles {
  private ConfFiles() {}

  /** The root of the shipped configuration: the checkout's where there is one. */
  static String shipped() {
    Path home = SourceCheckout.here().home();
    return home == null ? ShippedConf.ROOT : home + "/conf";
  }

  /**
   * A loader of sweep files.
   *
   * @param spark opened only for a file behind another file system
   */
  static SweepLoader loader(Supplier<SparkSession> spark) {
    return new SweepLoader(source(() -> spark.get().sparkContext().hadoopConfiguration()), homes());
  }

  /**
   * A loader of training files.
   *
   * @param spark opened only for a file behind another file system
   */
  static TrainLoader trainLoader(Supplier<SparkSession> spark) {
    return new TrainLoader(source(() -> spark.get().sparkContext().hadoopConfiguration()), homes());
  }

  /**
   * A loader of single entries.
   *
   * @param hadoop asked only for a file behind another file system
   */
  static EntryLoader entries(Supplier<Configuration> hadoop) {
    return new EntryLoader(source(hadoop), homes());
  }

  private static TextSource source(Supplier<Configuration> hadoop) {
    TextSource local = TextSource.local();
    return new TextSource() {
      @Override
      public String read(String uri) throws IOException {
        if (ShippedConf.has(uri)) {
          return ShippedConf.read(uri);
        }
        return isPlain(uri) ? local.read(uri) : remote(hadoop.get(), uri);
      }

      @Override
      public List<String> list(String folder) {
        if (ShippedConf.has(folder)) {
          return ShippedConf.list(folder);
        }
        return isPlain(folder) ? local.list(folder) : List.of();
      }
    };
  }

  private static boolean isPlain(String uri) {
    return uri.startsWith("file:") || !uri.matches("[A-Za-z][A-Za-z0-9+.-]+:.*");
  }

  private static List<String> homes() {
    return Stream.of(shipped(), ShippedConf.ROOT).distinct().toList();
  }

  private static String remote(Configuration hadoop, String uri) throws IOException {
    try {
      byte[] bytes = Files.read(hadoop, Files.reachable(hadoop, uri), TextSource.MAX_BYTES);
      return TextSource.text(bytes);
    } catch (FileNotFoundException e) {
      NoSuchFileException missing = new NoSuchFileException(uri);
      missing.initCause(e);
      throw missing;
    }
  }
}
