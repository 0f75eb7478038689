package io.depthlm.common.vlm.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.engine.LocalModelFolder;
import io.depthlm.common.engine.ModelFolder;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import io.depthlm.common.vlm.pixtral.PixtralFamily;
import io.depthlm.common.vlm.random.RandomCheckpoint;
import io.depthlm.common.vlm.random.Shapes;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointCacheTest {
  @TempDir Path temporary;
  private Path source;
  private Path root;

  @BeforeEach
  void checkpoint() throws IOException {
    source = temporary.resolve("source");
    root = temporary.resolve("cache");
    new RandomCheckpoint(Shapes.of(PixtralFamily.INSTANCE, "tiny"), NumberType.BF16, 1, 300_000)
        .write(source);
  }

  @Test
  void copiesWhatMakesTheModelAndNothingElse() throws IOException {
    Files.writeString(source.resolve("README.md"), "not part of the model");
    Path copy = fetch(new LocalModelFolder(source));
    assertEquals(root.resolve(CheckpointFingerprint.of(source)), copy);
    assertFalse(Files.exists(copy.resolve("README.md")));
    assertEquals(
        Checkpoint.open(source).tensors().keySet(), Checkpoint.open(copy).tensors().keySet());
    try (Stream<Path> files = Files.list(copy)) {
      for (Path file : files.toList()) {
        assertArrayEquals(
            Files.readAllBytes(source.resolve(file.getFileName())), Files.readAllBytes(file));
      }
    }
    assertEquals(CheckpointFingerprint.of(source), CheckpointFingerprint.of(copy));
  }

  @Test
  void theFingerprintFollowsTheContentAndNotTheAddress() throws IOException {
    String before = CheckpointFingerprint.of(source);
    Files.writeString(source.resolve("README.md"), "still not part of it");
    assertEquals(before, CheckpointFingerprint.of(source));
    Path moved = Files.move(source, temporary.resolve("moved"));
    assertEquals(before, CheckpointFingerprint.of(moved));
    Path template = moved.resolve("chat_template.jinja");
    String words = Files.readString(template);
    Files.writeString(template, words + " ");
    assertNotEquals(before, CheckpointFingerprint.of(moved));
    Files.writeString(template, words);
    assertEquals(before, CheckpointFingerprint.of(moved));
    try (RandomAccessFile weights =
        new RandomAccessFile(moved.resolve("model-00002-of-00003.safetensors").toFile(), "rw")) {
      weights.seek(weights.length() / 2);
      int was = weights.read();
      weights.seek(weights.length() / 2);
      weights.write(was ^ 1);
    }
    assertNotEquals(before, CheckpointFingerprint.of(moved));
  }

  @Test
  void aSingleFileIsWhatIsReadAndSoWhatIsTakenBesideAnIndex() throws IOException {
    Path single = temporary.resolve("single");
    new RandomCheckpoint(Shapes.of(PixtralFamily.INSTANCE, "tiny"), NumberType.BF16, 2, 1L << 40)
        .write(single);
    String sharded = CheckpointFingerprint.of(source);
    Files.copy(single.resolve("model.safetensors"), source.resolve("model.safetensors"));
    String both = CheckpointFingerprint.of(source);
    assertNotEquals(sharded, both);
    Files.delete(source.resolve("model-00002-of-00003.safetensors"));
    assertEquals(both, CheckpointFingerprint.of(source));
    Path copy = fetch(new LocalModelFolder(source));
    assertFalse(Files.exists(copy.resolve("model-00001-of-00003.safetensors")));
    assertEquals(
        copy.resolve("model.safetensors"),
        Checkpoint.open(copy).tensor("model.norm.weight").file());
  }

  @Test
  void whatItSaysOfDecodingIsReadWithoutItsWeights() throws IOException {
    assertEquals("", CheckpointGeneration.of(new LocalModelFolder(source)).described());
    Path file = source.resolve("generation_config.json");
    Files.writeString(file, "{\"eos_token_id\": 2, \"repetition_penalty\": 1.05}");
    assertEquals(
        "repetition_penalty 1.05",
        CheckpointGeneration.of(new LocalModelFolder(source)).described());
    Files.delete(file);
    assertEquals("", CheckpointGeneration.of(new LocalModelFolder(source)).described());
    Files.writeString(file, "{broken");
    CheckpointException e =
        assertThrows(
            CheckpointException.class, () -> CheckpointGeneration.of(new LocalModelFolder(source)));
    assertEquals(Fault.CONFIG_INVALID, e.fault());
    assertTrue(e.getMessage().startsWith("generation_config.json in "), e.getMessage());
  }

  @Test
  void theIdentityOfAFolderStaysWhatItWas() {
    // As the releases before wrote it into their tables.
    assertEquals(
        "3f8c8125102b06af020c3ac8dc99205e",
        CheckpointFingerprint.of(Path.of("src/test/resources/golden/vlm/tiny-qwen")));
  }

  @Test
  void aLargeFileIsSampledToItsLastByte() throws IOException {
    Path large = temporary.resolve("large");
    Files.createDirectories(large);
    Files.writeString(large.resolve("config.json"), "{}");
    Path weights = large.resolve("model.safetensors");
    try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
      file.setLength(64 << 20);
      String before = CheckpointFingerprint.of(large);
      file.seek((64 << 20) - 1);
      file.write(1);
      String after = CheckpointFingerprint.of(large);
      assertNotEquals(before, after);
      // What the class says is not noticed: a byte between two samples.
      file.seek((256 << 10) + 5);
      file.write(1);
      assertEquals(after, CheckpointFingerprint.of(large));
    }
  }

  @Test
  void manyThreadsDownloadOnce() throws Exception {
    Counting counting = new Counting(new LocalModelFolder(source));
    String fingerprint = CheckpointFingerprint.of(source);
    var threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Path>> copies = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        copies.add(threads.submit(() -> new CheckpointCache(root).fetch(counting, fingerprint)));
      }
      for (Future<Path> copy : copies) {
        assertEquals(root.resolve(fingerprint), copy.get());
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(1, counting.wholes.get("tokenizer.json").get());
  }

  @Test
  void manyProcessesDownloadOnce() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Fetch.class.getName(),
                  source.toString(),
                  root.toString(),
                  CheckpointFingerprint.of(source))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    }
    int downloads = 0;
    for (Process process : processes) {
      String out =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      assertEquals(0, process.waitFor(), out);
      downloads += Integer.parseInt(out);
    }
    assertEquals(1, downloads);
    assertEquals(
        CheckpointFingerprint.of(source),
        CheckpointFingerprint.of(root.resolve(CheckpointFingerprint.of(source))));
  }

  /** One executor of {@link #manyProcessesDownloadOnce}: prints how often it downloaded. */
  static final class Fetch {
    public static void main(String[] arguments) {
      Counting counting = new Counting(new LocalModelFolder(Path.of(arguments[0])));
      new CheckpointCache(Path.of(arguments[1])).fetch(counting, arguments[2]);
      AtomicInteger downloads = counting.wholes.get("tokenizer.json");
      System.out.println(downloads == null ? 0 : downloads.get());
    }
  }

  @Test
  void aBrokenStreamIsTakenUpWhereItBroke() {
    AtomicInteger breaks = new AtomicInteger();
    List<Long> offsets = new ArrayList<>();
    ModelFolder flaky =
        new Wrapped(new LocalModelFolder(source)) {
          @Override
          public InputStream open(String name, long offset, long length) throws IOException {
            InputStream stream = super.open(name, offset, length);
            if (!name.equals("model-00001-of-00003.safetensors")) {
              return stream;
            }
            synchronized (offsets) {
              offsets.add(offset);
            }
            return breaks.getAndIncrement() > 1 ? stream : new Breaking(stream, 1000);
          }
        };
    Path copy = fetch(flaky);
    assertEquals(List.of(0L, 1000L, 2000L), offsets);
    assertEquals(CheckpointFingerprint.of(source), CheckpointFingerprint.of(copy));
  }

  @Test
  void aStreamThatKeepsBreakingFailsAndLeavesNothing() throws IOException {
    ModelFolder broken =
        new Wrapped(new LocalModelFolder(source)) {
          @Override
          public InputStream open(String name, long offset, long length) throws IOException {
            InputStream stream = super.open(name, offset, length);
            return name.endsWith("of-00003.safetensors") ? new Breaking(stream, 0) : stream;
          }
        };
    CheckpointException e = assertThrows(CheckpointException.class, () -> fetch(broken));
    assertEquals(Fault.IO_FAILED, e.fault());
    assertTrue(e.getMessage().contains("cannot cache " + source), e.getMessage());
    assertNothingLeft();
    // The next attempt starts from scratch and succeeds.
    fetch(new LocalModelFolder(source));
  }

  @Test
  void whatAKilledDownloadLeftIsReplaced() throws IOException {
    String fingerprint = CheckpointFingerprint.of(source);
    Path part = root.resolve(fingerprint + ".part");
    Files.createDirectories(part);
    Files.writeString(part.resolve("config.json"), "half");
    Files.writeString(part.resolve("garbage"), "x");
    Path copy = fetch(new LocalModelFolder(source));
    assertEquals(fingerprint, CheckpointFingerprint.of(copy));
    assertFalse(Files.exists(copy.resolve("garbage")));
  }

  @Test
  void aCopyThatWasTidiedAwayInPartIsMadeAgain() throws IOException {
    String fingerprint = CheckpointFingerprint.of(source);
    Path copy = fetch(new LocalModelFolder(source));
    for (String gone :
        List.of("tokenizer.json", "config.json", "model-00002-of-00003.safetensors")) {
      Files.delete(copy.resolve(gone));
      assertEquals(copy, fetch(new LocalModelFolder(source)));
      assertEquals(fingerprint, CheckpointFingerprint.of(copy), gone);
    }
    try (RandomAccessFile cut =
        new RandomAccessFile(copy.resolve("model-00001-of-00003.safetensors").toFile(), "rw")) {
      cut.setLength(cut.length() / 2);
    }
    fetch(new LocalModelFolder(source));
    assertEquals(fingerprint, CheckpointFingerprint.of(copy));
    // Whole, it is not asked for again.
    Counting counting = new Counting(new LocalModelFolder(source));
    new CheckpointCache(root).fetch(counting, fingerprint);
    assertEquals(Set.of(), counting.wholes.keySet());
  }

  @Test
  void aDiskThatBecomesFullOnTheWayIsSaidAndNothingIsLeft() throws IOException {
    ModelFolder filling =
        new Wrapped(new LocalModelFolder(source)) {
          @Override
          public InputStream open(String name, long offset, long length) throws IOException {
            InputStream stream = super.open(name, offset, length);
            return name.endsWith("3-of-00003.safetensors") ? new Full(stream) : stream;
          }
        };
    String fingerprint = CheckpointFingerprint.of(source);
    CheckpointException e =
        assertThrows(
            CheckpointException.class, () -> new CheckpointCache(root).fetch(filling, fingerprint));
    assertEquals(Fault.DISK_FULL, e.fault());
    assertEquals("checkpoint_disk_full", e.errorCode());
    assertTrue(
        e.getMessage()
            .startsWith(
                "the disk of " + root + " became full while model-00003-of-00003.safetensors was"),
        e.getMessage());
    assertTrue(e.getMessage().contains("free space there"), e.getMessage());
    assertNothingLeft();
  }

  @Test
  void aCheckpointThatIsNotThePlannedOneIsRefused() throws IOException {
    String planned = CheckpointFingerprint.of(source);
    Files.writeString(source.resolve("chat_template.jinja"), "{{ messages }}");
    CheckpointException e =
        assertThrows(
            CheckpointException.class,
            () -> new CheckpointCache(root).fetch(new LocalModelFolder(source), planned));
    assertEquals(Fault.CHANGED, e.fault());
    assertTrue(e.getMessage().contains("expected " + planned), e.getMessage());
    assertNothingLeft();
  }

  @Test
  void aDiskThatIsTooSmallIsSaidBeforeTheDownload() throws IOException {
    String fingerprint = CheckpointFingerprint.of(source);
    ModelFolder huge =
        new Wrapped(new LocalModelFolder(source)) {
          @Override
          public List<StoredFile> list() throws IOException {
            return super.list().stream()
                .map(
                    f ->
                        f.name().equals("model-00001-of-00003.safetensors")
                            ? new StoredFile(f.name(), 1L << 60, f.version())
                            : f)
                .toList();
          }
        };
    CheckpointException e =
        assertThrows(
            CheckpointException.class, () -> new CheckpointCache(root).fetch(huge, fingerprint));
    assertEquals(Fault.DISK_FULL, e.fault());
    assertTrue(e.getMessage().contains("needs 1099511627776 MiB, the cache"), e.getMessage());
    assertNothingLeft();
  }

  @Test
  void theOutlineIsTheCheckpointWithoutItsWeights() throws IOException {
    Path outline = Files.createDirectories(temporary.resolve("outline"));
    CheckpointOutline.write(new LocalModelFolder(source), outline);
    Checkpoint whole = Checkpoint.open(source);
    Checkpoint empty = Checkpoint.open(outline);
    assertEquals(whole.config(), empty.config());
    assertEquals(whole.tensors().keySet(), empty.tensors().keySet());
    assertEquals(whole.weightBytes(), empty.weightBytes());
    assertNotEquals(whole.map("lm_head.weight"), empty.map("lm_head.weight"));
  }

  @Test
  void aFolderThatIsNoneOrLacksAShard() throws IOException {
    CheckpointException absent =
        assertThrows(
            CheckpointException.class, () -> CheckpointFingerprint.of(temporary.resolve("absent")));
    assertEquals(Fault.NOT_FOUND, absent.fault());
    Files.delete(source.resolve("model-00003-of-00003.safetensors"));
    CheckpointException shard =
        assertThrows(CheckpointException.class, () -> CheckpointFingerprint.of(source));
    assertEquals(Fault.FILE_MISSING, shard.fault());
    assertTrue(
        shard.getMessage().contains("no model-00003-of-00003.safetensors in"), shard.getMessage());
  }

  @Test
  void aNameInTheIndexCannotLeadOutOfTheFolder() throws IOException {
    Files.writeString(temporary.resolve("secret"), "s");
    Files.writeString(
        source.resolve("model.safetensors.index.json"), "{\"weight_map\": {\"a\": \"../secret\"}}");
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> CheckpointFingerprint.of(source));
    assertEquals(Fault.FILE_MISSING, e.fault());
  }

  private Path fetch(ModelFolder remote) {
    return new CheckpointCache(root).fetch(remote, CheckpointFingerprint.of(source));
  }

  private void assertNothingLeft() throws IOException {
    try (Stream<Path> left = Files.list(root)) {
      assertEquals(List.of(), left.filter(p -> !p.toString().endsWith(".lock")).toList());
    }
  }

  /** The system's words when a write finds no room. */
  private static final class Full extends FilterInputStream {
    Full(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      throw new IOException("No space left on device");
    }
  }

  /** Ends in an error after some bytes. */
  private static final class Breaking extends FilterInputStream {
    private int left;

    Breaking(InputStream in, int bytes) {
      super(in);
      left = bytes;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left == 0) {
        throw new IOException("connection reset");
      }
      int n = super.read(into, offset, Math.min(length, left));
      left -= n;
      return n;
    }
  }

  private static class Wrapped implements ModelFolder {
    private final ModelFolder inner;

    Wrapped(ModelFolder inner) {
      this.inner = inner;
    }

    @Override
    public List<StoredFile> list() throws IOException {
      return inner.list();
    }

    @Override
    public InputStream open(String name, long offset, long length) throws IOException {
      return inner.open(name, offset, length);
    }

    @Override
    public String location() {
      return inner.location();
    }
  }

  /** Counts how often a file was asked for from its first to its last byte. */
  private static final class Counting extends Wrapped {
    final ConcurrentHashMap<String, AtomicInteger> wholes = new ConcurrentHashMap<>();

    Counting(ModelFolder inner) {
      super(inner);
    }

    @Override
    public InputStream open(String name, long offset, long length) throws IOException {
      wholes.computeIfAbsent(name, key -> new AtomicInteger()).incrementAndGet();
      return super.open(name, offset, length);
    }
  }
}
