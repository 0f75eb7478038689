package io.depthlm.jobs.s3;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * An S3-compatible server in a process of its own, on loopback, with an {@link S3Front} before it.
 *
 * <p>Objects lie in a local folder. Clients in this JVM find their keys in the system properties
 * that the AWS provider chain knows, other processes in {@link #environment}.
 */
public final class S3Server implements AutoCloseable {
  public static final String ACCESS_KEY = "AKIATESTDEPTHLM00001";
  public static final String SECRET_KEY = "seCRet+Depthlm/TestOnly0123456789abcdefg";
  private static final Pattern PORT = Pattern.compile("Connector.*\\{127\\.0\\.0\\.1:(\\d+)}");
  private static final long PATIENCE_S = 60;

  /** Whether requests are checked. */
  public enum Signatures {
    CHECKED,
    IGNORED
  }

  private final Process process;
  private final Path objects;
  private final S3Front front;

  private S3Server(Process process, Path objects, S3Front front) {
    this.process = process;
    this.objects = objects;
    this.front = front;
  }

  /**
   * Starts a server.
   *
   * @param folder for its objects and its log
   */
  public static S3Server start(Path folder) throws IOException, InterruptedException {
    return start(folder, Signatures.CHECKED);
  }

  /** As {@link #start(Path)}. */
  public static S3Server start(Path folder, Signatures signatures)
      throws IOException, InterruptedException {
    Path objects = Files.createDirectories(folder.resolve("objects"));
    Path log = folder.resolve("s3-server.log");
    Path settings = folder.resolve("s3-server.properties");
    Files.writeString(
        settings,
        """
        s3proxy.endpoint=http://127.0.0.1:0
        s3proxy.authorization=%s
        s3proxy.identity=%s
        s3proxy.credential=%s
        jclouds.provider=filesystem-nio2
        jclouds.filesystem.basedir=%s
        """
            .formatted(
                signatures == Signatures.CHECKED ? "aws-v2-or-v4" : "none",
                ACCESS_KEY,
                SECRET_KEY,
                objects));
    Path output = folder.resolve("s3-server.out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                // The server turns its standard output into a log, so the log cannot go there.
                "-Dorg.slf4j.simpleLogger.logFile=" + log,
                "-cp",
                classPath(),
                "org.gaul.s3proxy.Main",
                "--properties",
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      S3Front front = new S3Front(port(process, log, output));
      System.setProperty("aws.accessKeyId", ACCESS_KEY);
      System.setProperty("aws.secretAccessKey", SECRET_KEY);
      return new S3Server(process, objects, front);
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static String classPath() throws IOException {
    Path list = Path.of("target", "s3-server.classpath");
    if (!Files.exists(list)) {
      throw new IllegalStateException(
          list.toAbsolutePath() + " is missing: Maven's generate-test-resources phase writes it");
    }
    return Files.readString(list).strip();
  }

  private static int port(Process process, Path log, Path output)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (process.isAlive() && System.nanoTime() < until) {
      try {
        Matcher found = PORT.matcher(Files.readString(log));
        if (found.find()) {
          return Integer.parseInt(found.group(1));
        }
      } catch (NoSuchFileException e) {
        // not yet
      }
      Thread.sleep(20);
    }
    throw new IllegalStateException("the S3 server did not start: " + Files.readString(output));
  }

  /** Makes a bucket that strangers cannot read; returns its URI. */
  public String bucket(String name) throws IOException {
    Path folder = objects.resolve(name);
    if (!Files.exists(folder)) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    return "s3a://" + name;
  }

  /** Where clients connect to. */
  public URI endpoint() {
    return front.endpoint();
  }

  /** What stands between the clients and the server. */
  public S3Front front() {
    return front;
  }

  /** Where the server keeps the objects. */
  public Path objects() {
    return objects;
  }

  /** Tells Hadoop where a bucket is; the same bucket name elsewhere is forgotten. */
  public void serve(Configuration hadoop, String bucket) throws IOException {
    String prefix = "fs.s3a.bucket." + bucket + ".";
    hadoop.set(prefix + "endpoint", endpoint().toString());
    hadoop.set(prefix + "path.style.access", "true");
    FileSystem.get(URI.create("s3a://" + bucket), hadoop).close();
  }

  /** What another process needs to be told by its environment, and no more. */
  public Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL_S3", endpoint().toString(),
        "AWS_ACCESS_KEY_ID", ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY", SECRET_KEY);
  }

  /** The server's log, for failures. */
  public List<String> log() throws IOException {
    return Files.readAllLines(objects.resolveSibling("s3-server.log"));
  }

  @Override
  public void close() throws IOException, InterruptedException {
    front.close();
    process.destroyForcibly().waitFor();
  }
}
