package io.depthlm.jobs.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.jobs.TestFrames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The module for PySpark, installed by pip beside a stock PySpark, on the jar that was built. */
@Tag("notebook")
class PySparkTest {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final Path VENV = Path.of("target/pyspark-venv").toAbsolutePath();

  @TempDir Path dir;

  @Test
  void theModuleAnswersIsSavedAndIsLoaded() throws Exception {
    Path images = Files.createDirectory(dir.resolve("images"));
    for (int i = 0; i < 3; i++) {
      Files.write(images.resolve(i + ".png"), TestFrames.png(i, 96, 72));
    }
    install();
    Path check = HOME.resolve("jobs/src/test/python/check_depthlm_spark.py");
    String text = run(VENV.resolve("bin/python").toString(), check.toString());
    assertTrue(text.contains("Ran 10 tests") && text.contains("OK"), text);
  }

  /** Once a version of PySpark; the module itself every time. */
  private void install() throws Exception {
    String pyspark = "pyspark[ml]==" + org.apache.spark.package$.MODULE$.SPARK_VERSION();
    // The first that builds a wheel by itself: a new environment may have an older one.
    String setuptools = "setuptools>=70.1";
    Path stamp = VENV.resolve("pyspark.installed");
    String wanted = pyspark + " " + setuptools;
    if (!Files.exists(stamp) || !Files.readString(stamp).equals(wanted)) {
      run("python3", "-m", "venv", "--clear", VENV.toString());
      pip(pyspark, setuptools);
      Files.writeString(stamp, wanted);
    }
    // A copy: pip builds inside of the folder that it is given.
    Path module = Path.of("src/main/python");
    Path copy = dir.resolve("module");
    try (var files = Files.walk(module)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = copy.resolve(module.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
    pip("--no-deps", "--no-build-isolation", "--force-reinstall", copy.toString());
  }

  private void pip(String... arguments) throws Exception {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(VENV.resolve("bin/pip").toString(), "install", "--quiet"));
    command.add("--disable-pip-version-check");
    command.addAll(List.of(arguments));
    run(command.toArray(String[]::new));
  }

  private String run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("DEPTHLM_HOME", HOME.toString());
    builder.environment().put("DEPTHLM_IMAGES", dir.resolve("images").toString());
    // A Spark of the machine's own would be taken instead of the installed one.
    builder.environment().keySet().removeAll(List.of("SPARK_HOME", "PYTHONPATH"));
    Process process = builder.directory(dir.toFile()).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    return text;
  }
}
