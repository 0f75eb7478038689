package io.depthlm.common.dataset.raw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.DatasetFrame;
import io.depthlm.common.dataset.DatasetReader;
import io.depthlm.common.dataset.LabelMode;
import io.depthlm.common.dataset.UnitReject;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.imaging.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and scales of users' own folders. */
class OwnNamesTest {
  @TempDir Path dir;

  @Test
  void namesDifferByPrefixAndSuffix() throws IOException {
    picture("rgb/rgb_0005.png");
    depth("depth/sync_depth_0005_raw.pfm");
    List<UnitResult> results =
        read(Map.of("image-prefix", "rgb_", "depth-prefix", "sync_depth_", "depth-suffix", "_raw"));
    assertEquals(List.of("rgb/rgb_0005.png"), frames(results));
  }

  @Test
  void prefixesTellPicturesAndDepthMapsOfOneFolderApart() throws IOException {
    picture("rgb_0005.png");
    depth("depth_0005.pfm");
    picture("notes.png");
    List<UnitResult> results =
        read(Map.of("images", ".", "depth", ".", "image-prefix", "rgb_", "depth-prefix", "depth_"));
    assertEquals(List.of("rgb_0005.png"), frames(results));
  }

  @Test
  void aMissingDepthMapIsNamedAsItShouldBe() throws IOException {
    picture("rgb/rgb_0005.png");
    depth("depth/depth_0006.pfm");
    List<UnitResult> results = read(Map.of("image-prefix", "rgb_", "depth-prefix", "depth_"));
    assertEquals("no depth map depth_0005.* in depth", ((UnitReject) results.get(0)).detail());
  }

  @Test
  void aScaleMayBeAFraction() throws IOException {
    picture("rgb/5.png");
    depth("depth/5.pfm");
    DatasetFrame frame = (DatasetFrame) read(Map.of("scale", "1/256")).get(0);
    assertEquals(2.0 / 256, frame.labels().points().get(0).depthM());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1/0", "1/", "/256", "1/2/3", "-1/256", "a", "0/1", "0/0"})
  void otherScalesAreRefused(String scale) {
    UserError error = assertThrows(UserError.class, () -> reader(Map.of("scale", scale)));
    assertTrue(error.getMessage().startsWith("--option scale=" + scale + "\n"), error::getMessage);
  }

  private static List<String> frames(List<UnitResult> results) {
    return results.stream().map(r -> ((DatasetFrame) r).frameId()).toList();
  }

  private List<UnitResult> read(Map<String, String> more) throws IOException {
    return RawGolden.read(reader(more), new LocalFiles(dir));
  }

  private static DatasetReader reader(Map<String, String> more) {
    Map<String, String> extra = new HashMap<>(more);
    extra.put("kind", "z");
    extra.put("camera", "2,2,0.5,0.5");
    return DepthFolderReader.FORMAT.reader(RawGolden.options(LabelMode.CORRECTED, 0, extra));
  }

  private void picture(String path) throws IOException {
    write(path, PngEncoder.encode(new RgbImage(2, 2, new byte[12])));
  }

  /** Two units everywhere. */
  private void depth(String path) throws IOException {
    byte[] head = "Pf\n2 2\n1.0\n".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes = ByteBuffer.allocate(head.length + 16).put(head);
    for (int i = 0; i < 4; i++) {
      bytes.putFloat(2);
    }
    write(path, bytes.array());
  }

  private void write(String path, byte[] bytes) throws IOException {
    Path file = dir.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }
}
