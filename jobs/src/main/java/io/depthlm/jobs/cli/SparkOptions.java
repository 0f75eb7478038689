package io.depthlm.jobs.cli;

import io.depthlm.common.core.UserError;
import io.depthlm.common.settings.KeyValueFile;
import io.depthlm.common.settings.TextSource;
import io.depthlm.jobs.spark.Sessions;
import java.io.File;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** Spark settings of a command. */
final class SparkOptions {
  @Option(
      names = "--spark",
      paramLabel = "KEY=VALUE",
      description = "a Spark setting, such as spark.master=local[4]; may be repeated")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--spark-conf",
      paramLabel = "FILE",
      description = "a HOCON file of Spark settings, such as conf/spark/local.conf")
  private File file;

  /** The session; what {@code spark-submit} set stays unless an option says otherwise. */
  SparkSession open(String application) {
    return Sessions.open("depthlm " + application, all());
  }

  /** Settings of Hadoop's file systems, for commands that need no session. */
  Configuration hadoop() {
    return Sessions.hadoop(all());
  }

  /** File first, then single settings. */
  Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>();
    if (file != null) {
      all.putAll(read());
    }
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1 || !setting.startsWith("spark.")) {
        throw new UserError(
            // what stands behind the sign may be a secret
            "--spark %s is no Spark setting"
                .formatted(setting.replaceFirst("([^A-Za-z0-9._-]).*", "$1...")),
            "write --spark spark.some.key=value");
      }
      all.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return all;
  }

  private Map<String, String> read() {
    if (file.getPath().matches("\\w{2,}:/.*")) { // which may hold a secret
      throw new UserError("--spark-conf names a URI", "give the path of a local file");
    }
    if (!file.isFile()) {
      throw new UserError("there is no file " + file, "name a file with --spark-conf");
    }
    return KeyValueFile.read(TextSource.local(), file.toString(), "spark.");
  }
}
