package io.depthlm.jobs.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.depthlm.common.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardsTest {
  @TempDir Path dir;

  /** Siblings whose names have a colon, and folders that look like patterns. */
  @BeforeEach
  void makeShards() throws IOException {
    for (String file :
        List.of(
            "col/s-0.tar", "col/s-1.tar", "col/note 10:00.txt", "run [v2]/2024-01-01T10:00.tar")) {
      Files.createDirectories(dir.resolve(file).getParent());
      Files.write(dir.resolve(file), new byte[1024]);
    }
  }

  @Test
  void patternsAndNamesAreTold() {
    assertEquals(List.of("s-0.tar", "s-1.tar"), shards("col/*.tar"));
    assertEquals(List.of("s-0.tar", "s-1.tar"), shards("c*/s-{0,1}.tar"));
    assertEquals(List.of("s-1.tar"), shards("col/s-[1-9].tar"));
    assertEquals(List.of("s-0.tar", "s-1.tar"), shards("col"));
    assertEquals(List.of("2024-01-01T10:00.tar"), shards("run [v2]/*.tar"));
    assertEquals(List.of("2024-01-01T10:00.tar"), shards("run [v2]/2024-01-01T10:00.tar"));
    assertEquals(List.of(), shards(""), "a folder of pictures");
  }

  @Test
  void whatIsNotThereIsOneMessage() {
    for (String none : List.of("col/x*.tar", "none/*.tar", "none", "none.tar", "col/s-[.tar")) {
      String told = assertThrows(UserError.class, () -> shards(none), none).getMessage();
      assertEquals(
          "there is no folder or shard file:" + dir + "/" + none + "\n  check --images", told);
    }
  }

  private List<String> shards(String images) {
    org.apache.hadoop.fs.Path path =
        new org.apache.hadoop.fs.Path(null, null, images.isEmpty() ? "" + dir : dir + "/" + images);
    return Shards.of(
            new Configuration(false),
            path.makeQualified(java.net.URI.create("file:///"), new org.apache.hadoop.fs.Path("/")))
        .stream()
        .map(shard -> shard.uri().substring(shard.uri().lastIndexOf('/') + 1))
        .toList();
  }
}
