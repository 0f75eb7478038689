package io.depthlm.jobs.cli;

import io.depthlm.common.core.Build;
import org.apache.spark.package$;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
final class VersionText implements IVersionProvider {
  @Override
  public String[] getVersion() {
    Build build = Build.current();
    String revision = build.revision() == null ? "built outside git" : build.revision();
    return new String[] {
      "depthlm %s (%s)".formatted(build.version(), revision),
      "Spark %s, Java %s".formatted(package$.MODULE$.SPARK_VERSION(), Runtime.version())
    };
  }
}
