package io.depthlm.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.cache.CheckpointCache;
import io.depthlm.common.vlm.cache.CheckpointFingerprint;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import io.depthlm.common.vlm.pixtral.PixtralFamily;
import io.depthlm.common.vlm.random.RandomCheckpoint;
import io.depthlm.common.vlm.random.Shapes;
import io.depthlm.jobs.MirrorFileSystem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopFolderTest {
  @TempDir Path temporary;
  private Configuration hadoop;
  private Path source;
  private Path cache;

  @BeforeEach
  void checkpoint() throws IOException {
    source = temporary.resolve("source");
    cache = temporary.resolve("cache");
    new RandomCheckpoint(Shapes.of(PixtralFamily.INSTANCE, "tiny"), NumberType.BF16, 1, 300_000)
        .write(source);
    hadoop = new Configuration();
    MirrorFileSystem.register(hadoop);
  }

  @Test
  void aFolderElsewhereIsCopiedUnderItsFingerprint() {
    HadoopFolder folder = folder("mirror:" + source);
    String fingerprint = CheckpointFingerprint.of(folder);
    assertEquals(CheckpointFingerprint.of(source), fingerprint);
    Path copy = new CheckpointCache(cache).fetch(folder, fingerprint);
    assertEquals(cache.resolve(fingerprint), copy);
    assertEquals(
        Checkpoint.open(source).map("lm_head.weight"), Checkpoint.open(copy).map("lm_head.weight"));
  }

  @Test
  void readsFromAnOffset() throws IOException {
    byte[] whole = Files.readAllBytes(source.resolve("tokenizer.json"));
    try (InputStream in = folder("mirror:" + source).open("tokenizer.json", 1000, 10)) {
      assertArrayEquals(Arrays.copyOfRange(whole, 1000, 1010), in.readNBytes(10));
    }
  }

  @Test
  void whatIsNotThereIsOneClearError() {
    CheckpointException e =
        assertThrows(
            CheckpointException.class,
            () -> CheckpointFingerprint.of(folder("mirror:" + source + "/absent")));
    assertEquals(Fault.NOT_FOUND, e.fault(), e.getMessage());
    assertTrue(e.getMessage().startsWith("no checkpoint folder mirror:"), e.getMessage());
  }

  private HadoopFolder folder(String uri) {
    return new HadoopFolder(hadoop, io.depthlm.jobs.spark.Files.qualified(hadoop, uri));
  }
}
