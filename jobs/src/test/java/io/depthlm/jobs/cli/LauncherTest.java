package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher {@code depthlm} in a checkout whose build is a script that makes empty jars, with a
 * JDK whose {@code java} prints its arguments: what the launcher runs, and where it writes.
 */
class LauncherTest {
  private static final String MVNW =
      """
      #!/bin/sh
      # counts its calls beside the checkout it was asked to build
      echo built >>"$BUILDS"
      mkdir -p common/target jobs/target
      : >common/target/depthlm-common-0.1.0-SNAPSHOT.jar
      : >common/target/depthlm-common-0.1.0-SNAPSHOT-tests.jar
      : >jobs/target/depthlm-jobs-0.1.0-SNAPSHOT.jar
      printf '%s/jobs/target/provided.jar' "$PWD" >jobs/target/classpath-provided.txt
      : >jobs/target/provided.jar
      printf 'runtime.jar' >jobs/target/classpath-runtime.txt
      """;
  private static final String JAVA =
      """
      #!/bin/bash
      for argument in "$@"; do
        echo "$argument"
        case $argument in -XX:ArchiveClassesAtExit=*) : >"${argument#*=}" ;; esac
      done
      if [ -n "${HANG:-}" ]; then
        trap 'exit 143' TERM
        echo waiting
        while :; do sleep 0.05; done
      fi
      exit "${STATUS:-0}"
      """;

  @TempDir private Path folder;
  private Path home;
  private Path builds;
  private Path cache;
  private Process running;

  /** What a command said and its exit code. */
  private record Said(int code, String text) {
    /** The words of the class path. */
    List<String> classPath() {
      List<String> lines = text.lines().toList();
      return List.of(lines.get(lines.indexOf("-cp") + 1).split(":"));
    }
  }

  @BeforeEach
  void checkout() throws IOException {
    open(folder);
    home = Files.createDirectories(folder.resolve("home"));
    builds = folder.resolve("builds");
    cache = Files.createDirectories(folder.resolve("cache"));
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.createFile(builds);
    Files.setPosixFilePermissions(builds, PosixFilePermissions.fromString("rw-rw-rw-"));
    script(folder.resolve("jdk/bin/java"), JAVA);
    script(folder.resolve("jdk/bin/javac"), "#!/bin/sh\n");
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
    script(home.resolve("depthlm"), Files.readString(Path.of("../depthlm")));
    script(home.resolve("mvnw"), MVNW);
    Files.copy(Path.of("../pom.xml"), home.resolve("pom.xml"));
    Files.createDirectories(home.resolve(".mvn"));
    Files.createDirectories(home.resolve("conf"));
    for (String module : List.of("common", "jobs")) {
      Path sources = Files.createDirectories(home.resolve(module).resolve("src/main"));
      Files.writeString(sources.resolve("A.java"), "");
      Files.writeString(home.resolve(module).resolve("pom.xml"), "");
    }
  }

  @AfterEach
  void end() throws IOException {
    if (running != null) {
      running.descendants().forEach(ProcessHandle::destroyForcibly);
      running.destroyForcibly();
    }
    permit(home, "rwxr-xr-x");
  }

  private static void open(Path path) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    open(file);
  }

  private static void permit(Path root, String folders) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).filter(Files::isDirectory).toList()) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(folders));
      }
    }
  }

  private Process start(
      Path checkout, List<String> wrapper, Map<String, String> more, String... args)
      throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.add(checkout.resolve("depthlm").toString());
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("DEPTHLM_"));
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    builder.environment().put("BUILDS", builds.toString());
    builder.environment().put("DEPTHLM_CACHE", cache.toString());
    builder.environment().putAll(more);
    return builder.start();
  }

  private Said run(Path checkout, List<String> wrapper, Map<String, String> more, String... args)
      throws IOException, InterruptedException {
    Process process = start(checkout, wrapper, more, args);
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), text);
  }

  private Said run(Path checkout, String... args) throws IOException, InterruptedException {
    return run(checkout, List.of(), Map.of(), args);
  }

  /** Words in front of a command that make it another user's; root may write everywhere. */
  private static List<String> anotherUser() throws IOException {
    boolean root = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    return root
        ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
        : List.of();
  }

  private long builds() throws IOException {
    try (Stream<String> lines = Files.lines(builds)) {
      return lines.count();
    }
  }

  private static List<String> files(Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      return all.map(Path::toString).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aCheckoutIsBuiltOnceAndAgainWhenItsSourcesChange() throws Exception {
    assertEquals(0, run(home, "sweep").code());
    assertEquals(0, run(home, "sweep").code());
    assertEquals(1, builds());
    Files.writeString(home.resolve("common/src/main/B.java"), "");
    assertEquals(0, run(home, "sweep").code());
    assertEquals(2, builds());
  }

  @Test
  void aCopiedCheckoutRunsItsOwnClasses() throws Exception {
    run(home, "sweep");
    Path copy = folder.resolve("copy");
    try (Stream<Path> all = Files.walk(home)) {
      for (Path from : all.toList()) {
        Files.copy(from, copy.resolve(home.relativize(from)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    Said said = run(copy, "sweep");
    assertEquals(1, builds(), "it was built, and is so still");
    assertEquals(
        List.of(
            copy + "/jobs/target/depthlm-jobs-0.1.0-SNAPSHOT.jar",
            copy + "/common/target/depthlm-common-0.1.0-SNAPSHOT.jar"),
        said.classPath().subList(0, 2));
  }

  /** No list of libraries names the project's own jar by the place where it was built. */
  @Test
  void theBuildWritesNoPathOfItsOwnJars() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    assertEquals(2, pom.split("<goal>build-classpath</goal>", -1).length - 1);
    assertEquals(
        2, pom.split("<excludeArtifactIds>depthlm-common</excludeArtifactIds>", -1).length - 1);
  }

  @Test
  void aBuiltCheckoutThatIsReadOnlyIsLeftAsItIs() throws Exception {
    run(home, "sweep");
    permit(home, "r-xr-xr-x");
    List<String> before = files(home);
    for (String command : List.of("sweep", "sql", "sql")) {
      Said said = run(home, anotherUser(), Map.of(), command);
      assertEquals(0, said.code(), said.text());
      assertFalse(said.text().contains("denied"), said.text());
    }
    assertEquals(before, files(home));
    assertEquals(1, builds());
    assertTrue(files(cache).stream().anyMatch(f -> f.endsWith(".jsa")), "the class archive");
    Said said = run(home, anotherUser(), Map.of(), "sql");
    assertTrue(said.text().contains("-XX:SharedArchiveFile=" + cache), said.text());
  }

  @Test
  void aReadOnlyCheckoutThatIsNotBuiltIsBuiltInACopy() throws Exception {
    permit(home, "r-xr-xr-x");
    List<String> before = files(home);
    Said first = run(home, anotherUser(), Map.of(), "sweep");
    assertEquals(0, first.code(), first.text());
    assertTrue(first.text().contains(home + " cannot be written: building in " + cache));
    Said second = run(home, anotherUser(), Map.of(), "sweep");
    assertEquals(1, builds());
    assertTrue(second.classPath().get(0).startsWith(cache.toString()), second.text());
    assertEquals(before, files(home));
  }

  @Test
  void aReadOnlyCheckoutWithoutAFolderOfTheUsersIsOneError() throws Exception {
    permit(home, "r-xr-xr-x");
    Said said =
        run(home, anotherUser(), Map.of("DEPTHLM_CACHE", "/proc/no", "HOME", "/proc/no"), "sweep");
    assertEquals(2, said.code());
    assertEquals(1, said.text().lines().count(), said.text());
    assertTrue(said.text().contains("name a folder with DEPTHLM_CACHE"), said.text());
  }

  @Test
  void tooFewOpenFilesAreOneError() throws Exception {
    run(home, "sweep");
    List<String> wrapper = List.of("bash", "-c", "ulimit -n 128; exec \"$0\" \"$@\"");
    Said said = run(home, wrapper, Map.of(), "sweep");
    assertEquals(2, said.code());
    assertEquals(
        "depthlm: at most 128 files may be open (ulimit -n); raise the limit to 1024 or more\n",
        said.text());
  }

  @Test
  void theExitCodeIsTheProgramsWithAndWithoutAnArchive() throws Exception {
    assertEquals(4, run(home, List.of(), Map.of("STATUS", "4"), "sql").code());
    assertTrue(files(home).stream().noneMatch(f -> f.contains(".jsa")), "a failure leaves none");
    assertEquals(0, run(home, "sql").code());
    assertTrue(files(home).stream().anyMatch(f -> f.endsWith(".jsa")));
    assertEquals(4, run(home, List.of(), Map.of("STATUS", "4"), "sql").code());
  }

  /** The command that writes the archive runs under the launcher, which must not outlive it. */
  @Test
  void signalsReachTheProgram() throws Exception {
    run(home, "sweep");
    running = start(home, List.of(), Map.of("HANG", "yes"), "sql");
    Stream<String> said = running.inputReader(StandardCharsets.UTF_8).lines();
    assertTrue(said.anyMatch("waiting"::equals));
    List<ProcessHandle> java = running.descendants().toList();
    running.destroy(); // SIGTERM
    assertTrue(running.waitFor(30, TimeUnit.SECONDS));
    assertEquals(143, running.exitValue());
    for (ProcessHandle child : java) {
      child.onExit().get(30, TimeUnit.SECONDS);
    }
  }
}
