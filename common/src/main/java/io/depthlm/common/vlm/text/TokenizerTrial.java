package io.depthlm.common.vlm.text;

import static java.util.stream.Collectors.joining;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import io.depthlm.common.vlm.torch.NativeLibraries;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Tries a {@code tokenizer.json} in a child process: loads it, encodes long and unusual texts, and
 * decodes each token. A panic of the native library ends the child process and not this one. The
 * trial takes about a second and is done once per file and process.
 */
final class TokenizerTrial {
  /** Limit of CPU time, which does not depend on the load of the machine. */
  private static final int MAX_CPU_SECONDS = 6;

  /** Limit of wall-clock time, for a process that waits for something. */
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** Limit of memory including the JVM's own, KiB. */
  private static final long MAX_MEMORY_KIB = 3L << 20;

  /** 128 + SIGKILL, sent when the CPU time is used up. */
  private static final int KILLED_FOR_TIME = 137;

  private static final int MAX_TOKENS = 1_000_000;
  private static final int RUN_LENGTH = 20_000;
  private static final String READY = "library ready";
  private static final String PASSED = "passed";

  /** The outcome by the hash of the file; empty for a file that passed. */
  private static final Map<String, String> OUTCOMES = new ConcurrentHashMap<>();

  private TokenizerTrial() {}

  /**
   * The error of a file in one line, or empty if it passes.
   *
   * @param sha256 hash of the file, the key of the cached outcome
   * @param tokens largest token id + 1
   * @throws IOException if no process can be started
   */
  static Optional<String> failure(Path file, String sha256, long tokens) throws IOException {
    String known = OUTCOMES.get(sha256);
    if (known == null) {
      known = run(file, Math.min(tokens, MAX_TOKENS));
      OUTCOMES.put(sha256, known);
    }
    return known.isEmpty() ? Optional.empty() : Optional.of(known);
  }

  private static String run(Path file, long tokens) throws IOException {
    Path folder = Files.createTempDirectory("depthlm-tokenizer-trial");
    Path output = folder.resolve("output");
    try {
      Process process =
          new ProcessBuilder(command(file, tokens))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = wait(process);
      String said = Files.readString(output, StandardCharsets.ISO_8859_1);
      if (!ended || process.exitValue() == KILLED_FOR_TIME) {
        return "encoding a text takes more than %d s".formatted(MAX_CPU_SECONDS);
      }
      if (said.contains(PASSED) || !said.contains(READY)) {
        return ""; // without its library the trial says nothing: loading it here tells why
      }
      return reason(said);
    } finally {
      try (var files = Files.list(folder)) {
        files.map(Path::toFile).forEach(File::delete);
      }
      Files.deleteIfExists(folder);
    }
  }

  private static boolean wait(Process process) throws IOException {
    try {
      return process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** The line after {@code thread '…' panicked at FILE:LINE}, or the line of the error. */
  private static String reason(String said) {
    List<String> lines = said.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains("panicked at") && i + 1 < lines.size()) {
        return "the tokenizer library panics: " + shortened(lines.get(i + 1));
      }
    }
    return lines.stream()
        .filter(
            line ->
                line.startsWith("Exception in thread") || line.startsWith("memory allocation of"))
        .findFirst()
        .map(line -> shortened(line.replaceFirst("Exception in thread \"\\w+\" [\\w.]+: ", "")))
        .orElse("the tokenizer library ends the process that tries it");
  }

  private static String shortened(String line) {
    return line.length() <= 160 ? line : line.substring(0, 160) + "…";
  }

  private static List<String> command(Path file, long tokens) {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(
        List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=64m",
            "-XX:CompressedClassSpaceSize=64m",
            "-XX:-CreateCoredumpOnCrash",
            "-Dai.djl.offline=true"));
    String cache = System.getProperty("DJL_CACHE_DIR");
    if (cache != null) {
      java.add("-DDJL_CACHE_DIR=" + cache);
    }
    java.addAll(
        List.of(
            "-cp",
            classPath(),
            TokenizerTrial.class.getName(),
            file.toAbsolutePath().toString(),
            Long.toString(tokens)));
    List<String> limited =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                "-c",
                "ulimit -v " + MAX_MEMORY_KIB + "; ulimit -t " + MAX_CPU_SECONDS + "; exec \"$@\"",
                "sh"));
    limited.addAll(java);
    return limited;
  }

  /** This process's class path, and the jar of an application that Spark loaded beside it. */
  private static String classPath() {
    String path = System.getProperty("java.class.path");
    CodeSource source = TokenizerTrial.class.getProtectionDomain().getCodeSource();
    if (source == null || !source.getLocation().getProtocol().equals("file")) {
      return path;
    }
    return path + File.pathSeparator + Path.of(URI.create(source.getLocation().toString()));
  }

  /** The trial, run in the child process. */
  public static void main(String[] args) throws IOException {
    NativeLibraries.selectTokenizerBuild();
    LibUtils.checkStatus();
    System.out.println(READY);
    try (InputStream stream = Files.newInputStream(Path.of(args[0]));
        HuggingFaceTokenizer tokenizer =
            HuggingFaceTokenizer.newInstance(stream, TextTokenizer.OPTIONS)) {
      for (String text : texts()) {
        tokenizer.decode(tokenizer.encode(text, true, false).getIds(), true);
      }
      tokenizer.decode(new long[0], true);
      int tokens = Integer.parseInt(args[1]);
      for (int id = 0; id < tokens; id++) {
        tokenizer.decode(new long[] {id}, false);
      }
    }
    System.out.println(PASSED);
  }

  private static List<String> texts() {
    List<String> texts = new ArrayList<>();
    texts.add("");
    texts.add(" ");
    texts.add("a  b  a ");
    texts.add("<think> The point is 2.35 meters away. </think>\n\n<answer> 2.35 </answer>");
    texts.add(
        "Zo\u00eb e\u0301 \u4e2d\u6587 \u0627\u0644 \u0939\u093f \ud55c"
            + " \ud83d\udc69\u200d\ud83d\udc67 \ufb01 \u0130 \u00df \u00a0\u2003\ufeff\ufffd\u0000"
            + "\t\r\n"
            + " \ud83c\udde8\ud83c\udded");
    // The text must contain what an expression looks for; otherwise the match ends after a few
    // steps.
    String after =
        "\u0001" + IntStream.range(' ', 127).mapToObj(Character::toString).collect(joining());
    for (String unit :
        List.of(
            " ",
            "a",
            "A",
            "0",
            ".",
            "'",
            "/",
            "_",
            "\n",
            "\r\n",
            "\t",
            "\u00e9",
            "\u0301",
            "\u4e2d",
            "\u2581",
            "\ud83d\udc69",
            "aA",
            "a ",
            "a1",
            "a.",
            "ab")) {
      String run = unit.repeat(RUN_LENGTH / unit.length());
      texts.add(run);
      texts.add(run + after);
    }
    return texts;
  }
}
