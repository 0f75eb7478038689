package io.depthlm.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.checkpoint.TensorType;
import io.depthlm.common.vlm.random.RandomCheckpoint;
import io.depthlm.common.vlm.random.Shapes;
import io.depthlm.jobs.MirrorFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir Path temporary;
  private Configuration hadoop;
  private Path source;
  private Path cache;

  @BeforeEach
  void checkpoint() throws IOException {
    source = temporary.resolve("source");
    cache = temporary.resolve("cache");
    new RandomCheckpoint(Shapes.of(Family.PIXTRAL, "tiny"), TensorType.BF16, 1, 300_000)
        .write(source);
    hadoop = new Configuration();
    hadoop.set(Checkpoints.CACHE_KEY, cache.toString());
    MirrorFileSystem.register(hadoop);
  }

  @Test
  void aLocalFolderIsUsedWhereItLies() {
    String fingerprint = Checkpoints.fingerprint(hadoop, source.toString());
    assertEquals(source, Checkpoints.onThisHost(hadoop, "file:" + source, fingerprint));
  }

  @Test
  void aFolderElsewhereIsCopiedUnderItsFingerprint() {
    String fingerprint = Checkpoints.fingerprint(hadoop, "mirror:" + source);
    assertEquals(Checkpoints.fingerprint(hadoop, source.toString()), fingerprint);
    Path copy = Checkpoints.onThisHost(hadoop, "mirror:" + source, fingerprint);
    assertEquals(cache.resolve(fingerprint), copy);
    assertEquals(
        Checkpoint.open(source).map("lm_head.weight"), Checkpoint.open(copy).map("lm_head.weight"));
  }

  @Test
  void whatIsNotThereIsOneClearError() {
    for (String scheme : new String[] {"file:", "mirror:"}) {
      CheckpointException e =
          assertThrows(
              CheckpointException.class,
              () -> Checkpoints.fingerprint(hadoop, scheme + source + "/absent"));
      assertEquals(Fault.NOT_FOUND, e.fault(), e.getMessage());
      assertTrue(e.getMessage().startsWith("no checkpoint folder"), e.getMessage());
    }
    UserError e =
        assertThrows(UserError.class, () -> Checkpoints.fingerprint(hadoop, "nope://x/y"));
    assertTrue(e.getMessage().startsWith("cannot use the path 'nope://x/y'"), e.getMessage());
  }
}
