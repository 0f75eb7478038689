package io.depthlm.common.dataset.raw;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetReader;
import io.depthlm.common.dataset.LabelMode;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.common.dataset.registry.DatasetFormats;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files that are cut off, or have other bytes than they were written with, cost themselves: what
 * reads them throws an {@link IOException} or gives something, and nothing else.
 */
class DamagedRawFilesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/dataset/raw");
  private static final int MUTANTS = 60;

  @Test
  void depthMapsOfEveryForm() throws IOException {
    List<Path> maps;
    try (Stream<Path> files =
        Stream.concat(
            Files.list(GOLDEN.resolve("depth-folder/input/wohnung ü/depth")),
            Files.list(GOLDEN.resolve("colmap/input/raum ü/stereo/depth_maps")))) {
      maps = files.filter(Files::isRegularFile).sorted().toList();
    }
    assertTrue(maps.size() > 20, maps::toString);
    int refused = 0;
    for (Path map : maps) {
      byte[] whole = Files.readAllBytes(map);
      for (int i = 0; i < MUTANTS; i++) {
        try {
          StoredDepth decoded = StoredDepth.decode(map.getFileName().toString(), damaged(whole, i));
          decoded.depth(1).toFloats();
        } catch (UnitFault e) {
          refused++;
        } catch (RuntimeException e) {
          fail(map + ", mutant " + i, e);
        }
      }
    }
    assertTrue(refused > maps.size() * MUTANTS / 4, refused + " refused");
  }

  @ParameterizedTest
  @CsvSource({
    "waymo, training/lidar/another ü 2.parquet",
    "waymo, training/camera_image/1005081002024129653_5313_150_5333_150.parquet",
    "waymo, validation/lidar/1005081002024129653_5313_150_5333_150.parquet",
    "waymo, training/camera_calibration/another ü 2.parquet",
    "colmap, raum ü/sparse/0/images.bin",
    "colmap, raum ü/sparse/0/cameras.bin",
    "colmap, text/sparse/images.txt",
    "nerfstudio, fisheye/transforms_train.json",
    "webdataset, shard 0.tar"
  })
  void filesOfWholeScenes(String format, String path) throws IOException {
    LocalFiles files = new LocalFiles(GOLDEN.resolve(format + "/input"));
    byte[] whole = files.read(path, 1 << 30);
    Map<String, String> kind = format.equals("webdataset") ? Map.of("kind", "z") : Map.of();
    for (int i = 0; i < MUTANTS / 4; i++) {
      DatasetReader reader =
          DatasetFormats.get(format).reader(RawGolden.options(LabelMode.CORRECTED, 3, kind));
      try {
        List<UnitResult> all =
            RawGolden.read(reader, new OneDamaged(files, path, damaged(whole, i)));
        assertFalse(all.isEmpty(), "the other scenes are read");
      } catch (IOException | UncheckedIOException e) {
        fail(path + ", mutant " + i + " is not the user's", e);
      } catch (RuntimeException e) {
        fail(path + ", mutant " + i, e);
      }
    }
  }

  /** Every fourth is cut off; the others have a few bytes changed, near the front more often. */
  private static byte[] damaged(byte[] whole, int seed) {
    Random random = new Random(seed);
    if (seed % 4 == 0) {
      return Arrays.copyOf(whole, random.nextInt(whole.length));
    }
    byte[] bytes = whole.clone();
    for (int n = 1 + random.nextInt(6); n > 0; n--) {
      int reach = seed % 4 == 1 ? Math.min(200, bytes.length) : bytes.length;
      int at =
          seed % 4 == 3
              ? bytes.length - 1 - random.nextInt(Math.min(4000, bytes.length))
              : random.nextInt(reach);
      bytes[at] =
          (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextBoolean() ? 0xff : 0);
    }
    return bytes;
  }

  /** A folder one file of which has other bytes. */
  private record OneDamaged(DatasetFiles inner, String path, byte[] bytes) implements DatasetFiles {
    @Override
    public Listing list(String folder) throws IOException {
      return inner.list(folder);
    }

    @Override
    public byte[] read(String file, long maxBytes) throws IOException {
      return file.equals(path) ? bytes : inner.read(file, maxBytes);
    }

    @Override
    public byte[] readRange(String file, long offset, int length) throws IOException {
      if (!file.equals(path)) {
        return inner.readRange(file, offset, length);
      }
      if (offset < 0 || length < 0 || offset + length > bytes.length) {
        throw new IOException(file + " ends before");
      }
      return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
    }

    @Override
    public InputStream open(String file) throws IOException {
      return file.equals(path) ? new ByteArrayInputStream(bytes) : inner.open(file);
    }

    @Override
    public long length(String file) throws IOException {
      return file.equals(path) ? bytes.length : inner.length(file);
    }

    @Override
    public boolean exists(String file) throws IOException {
      return inner.exists(file);
    }

    @Override
    public String uri(String file) {
      return inner.uri(file);
    }
  }
}
