package io.depthlm.jobs.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.depthlm.common.core.UserError;
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
                .formatted(equals < 1 ? setting : setting.substring(0, equals) + "=..."),
            "write --spark spark.some.key=value");
      }
      all.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return all;
  }

  private Map<String, String> read() {
    if (!file.isFile()) {
      throw new UserError("there is no file " + file, "name a file with --spark-conf");
    }
    try {
      Config config = ConfigFactory.parseFile(file);
      Map<String, String> read = new LinkedHashMap<>();
      config
          .entrySet()
          .forEach(
              e -> {
                String key = String.join(".", com.typesafe.config.ConfigUtil.splitPath(e.getKey()));
                if (!key.startsWith("spark.")) {
                  throw new UserError(
                      "%s:%d: %s is no Spark setting"
                          .formatted(file, e.getValue().origin().lineNumber(), key),
                      "the keys of this file begin with spark.");
                }
                read.put(key, e.getValue().unwrapped().toString());
              });
      return read;
    } catch (ConfigException e) {
      throw new UserError(e.getMessage(), "mend the syntax there (HOCON)", e);
    }
  }
}
