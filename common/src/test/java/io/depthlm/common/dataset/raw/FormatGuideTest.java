package io.depthlm.common.dataset.raw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.DatasetFrame;
import io.depthlm.common.dataset.DatasetUnit;
import io.depthlm.common.dataset.DepthEncoding;
import io.depthlm.common.dataset.DepthFile;
import io.depthlm.common.dataset.LabelMode;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.dataset.UnitReject;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.common.dataset.registry.DatasetFormats;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.imaging.ImageLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide of {@code CONTRIBUTING.md} to a new data set format: its reader compiles and reads. */
class FormatGuideTest {
  private static final Path GUIDE = Path.of("../CONTRIBUTING.md");

  // begin of the guide's reader
  public record RoomsReader(ReaderOptions options) implements OneFrameReader {
    public static final DatasetFormat FORMAT =
        new DatasetFormat("rooms", Set.of(LabelMode.CORRECTED), Set.of(), RoomsReader::new);

    @Override
    public List<String> parts(DatasetFiles files) throws IOException { // on the driver: cheap
      return InputFolders.required(
          files.list("").folders(), files, "folder of a room", "--input takes the folder of rooms");
    }

    @Override
    public Iterator<UnitListing> units(String room, DatasetFiles files) throws IOException {
      List<UnitListing> units = new ArrayList<>();
      for (String picture : InputFolders.named(files, room, ".png")) {
        ObjectNode detail = Json.MAPPER.createObjectNode();
        detail.put("image", room + "/" + picture).put("scene", room);
        units.add(UnitListing.of(room + "/" + picture, detail.toString()));
      }
      return units.iterator();
    }

    @Override
    public UnitResult frame(DatasetUnit unit, DatasetFiles files) throws IOException {
      Json detail = Json.ofDetail(unit.detail());
      String image = detail.text("image");
      String path =
          InputFolders.join(
              detail.text("scene"), InputFolders.stem(InputFolders.name(image)) + ".npy");
      Npy depth = Npy.parse(path, files.read(path, ImageLimits.DEFAULT.maxBytes()));
      if (depth.shape().length != 2) {
        throw UnitFault.unreadable(path, "is not a map");
      }
      int height = depth.shape()[0];
      int width = depth.shape()[1];
      return new DenseFrames(options)
          .frame(
              new DenseFrames.Draft(
                  image,
                  new Intrinsics(500, 500, width / 2.0, height / 2.0, width, height),
                  detail.text("scene"),
                  null),
              new DenseDepth(width, height, depth::at),
              LabelKind.Z,
              new DepthFile(path, null, DepthEncoding.NPY, 1, LabelKind.Z, width, height));
    }
  }

  // end of the guide's reader

  @TempDir Path dir;

  @Test
  void theGuideHasThisReader() throws IOException {
    String test =
        Files.readString(
            Path.of("src/test/java/io/depthlm/common/dataset/raw/FormatGuideTest.java"));
    int begin = test.indexOf("  // begin of the guide's reader\n");
    int end = test.indexOf("  // end of the guide's reader\n");
    String reader =
        test.substring(test.indexOf('\n', begin) + 1, end).replaceAll("(?m)^ {2}", "").strip();
    assertTrue(Files.readString(GUIDE).contains(reader), "CONTRIBUTING.md has another reader");
  }

  @Test
  void itReadsWhatIsThereAndRejectsTheRest() throws IOException {
    Files.createDirectories(dir.resolve("hall"));
    Files.write(dir.resolve("hall/a.png"), new byte[1]);
    Files.write(dir.resolve("hall/a.npy"), npy(2, 3, 1, 0, 2, 3, 4, 5));
    Files.write(dir.resolve("hall/b.png"), new byte[1]);
    ReaderOptions options = RawGolden.options(LabelMode.CORRECTED, 0, Map.of());
    List<UnitResult> results =
        RawGolden.read(RoomsReader.FORMAT.reader(options), new LocalFiles(dir));

    DatasetFrame frame = (DatasetFrame) results.get(0);
    assertEquals("hall/a.png", frame.frameId());
    assertEquals("hall", frame.sceneId());
    assertEquals(
        List.of(1.0, 2.0, 3.0, 4.0, 5.0),
        frame.labels().points().stream().map(p -> p.depthM()).toList());
    UnitReject reject = (UnitReject) results.get(1);
    assertEquals(RejectReason.FILE_MISSING, reject.reason());
    assertEquals(2, results.size());
  }

  @Test
  void everyFormatOfFoldersHasItsPageAndItsLine() throws IOException {
    String list = Files.readString(Path.of("../docs/datasets/README.md"));
    for (DatasetFormat format : DatasetFormats.all()) {
      if (format.input() == DatasetFormat.Input.FOLDER) {
        assertTrue(Files.exists(Path.of("../docs/datasets", format.name() + ".md")), format::name);
        assertTrue(
            list.contains("| [`%s`](%s.md) |".formatted(format.name(), format.name())),
            format::name);
      }
    }
  }

  @Test
  void everyPageHasACommandForEachLabelMode() throws IOException {
    for (DatasetFormat format : DatasetFormats.all()) {
      if (format.input() != DatasetFormat.Input.FOLDER) {
        continue;
      }
      Path page = Path.of("../docs/datasets", format.name() + ".md");
      List<String> commands =
          Files.readString(page)
              .replace("\\\n", "")
              .lines()
              .filter(line -> line.startsWith("./depthlm ingest "))
              .toList();
      for (LabelMode mode : format.modes()) {
        boolean official = mode == LabelMode.OFFICIAL;
        List<String> ofMode =
            commands.stream()
                .filter(c -> c.contains("--label-mode official") == official)
                .filter(c -> c.matches(".* --dataset \\S+-official .*") == official)
                .toList();
        assertTrue(!ofMode.isEmpty(), page + " has no command for " + mode.key());
      }
      for (String command : commands) {
        assertTrue(command.contains(" --format " + format.name() + " --input "), command);
        assertTrue(
            !command.contains(" --split ") || format.splits() == DatasetFormat.Splits.OWN, command);
        assertEquals(
            format.depths() == DatasetFormat.Depths.GIVEN,
            command.contains(" --label-kind "),
            command);
      }
    }
  }

  private static byte[] npy(int height, int width, float... values) {
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }".formatted(height, width);
    header += " ".repeat((64 - (10 + header.length() + 1) % 64) % 64) + "\n";
    ByteBuffer out =
        ByteBuffer.allocate(10 + header.length() + 4 * values.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    out.put((byte) 1).put((byte) 0).putShort((short) header.length());
    out.put(header.getBytes(StandardCharsets.US_ASCII));
    for (float value : values) {
      out.putFloat(value);
    }
    return out.array();
  }
}
