package io.depthlm.jobs.cli;

import io.depthlm.common.config.ConfigHelp;
import io.depthlm.common.config.LoadedSweep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** The sweep file of a command and the overrides on the command line. */
final class SweepOptions {
  @Option(
      names = "--conf",
      required = true,
      paramLabel = "FILE",
      description = "the sweep file: a path or any Hadoop URI")
  private String file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "override a key of the file, with the value as in the file: --set"
              + " focal_px=[750]; may be repeated")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--help-conf",
      help = true,
      description = "show every key of a sweep file with its default, limits and unit")
  private boolean help;

  /** Whether the list of keys is wanted instead of a run. */
  boolean wantsHelp() {
    return help;
  }

  /** The keys. */
  static String help() {
    return ConfigHelp.text();
  }

  /**
   * Reads it.
   *
   * @param spark opened only for a file behind another file system
   * @param more overrides that other options stand for
   */
  LoadedSweep load(Supplier<SparkSession> spark, List<String> more) {
    List<String> all = new ArrayList<>(overrides);
    all.addAll(more);
    return ConfFiles.loader(spark).load(file, all);
  }
}
