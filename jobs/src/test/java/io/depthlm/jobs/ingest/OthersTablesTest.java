package io.depthlm.jobs.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.DatasetFrame;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.TableReader;
import io.depthlm.common.dataset.UnitReject;
import io.depthlm.common.dataset.registry.DatasetFormats;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that other programs wrote ({@code make_tables.py} beside them says which). */
class OthersTablesTest {
  private static final String TWO = " (8.0, 18.0) 1.5 (4.0, 8.5) 2.5";

  @TempDir Path dir;

  /** Columns of types that Spark does not know stand beside the ones that are needed. */
  @ParameterizedTest
  @ValueSource(strings = {"pandas", "polars", "duckdb", "byte_stream_split", "row_a_pixel"})
  void theNeededColumnsAreRead(String table) throws IOException {
    assertEquals(
        List.of("im/a.png" + TWO, "im/b.png" + TWO, "im/c.png" + TWO), frames(copy(table)));
  }

  @Test
  void picturesOfHuggingFaceAreNamedByTheirPathOrTheirContent() throws IOException {
    assertEquals(
        List.of("a.png" + TWO, "b.png" + TWO, "sha256-c151" + TWO),
        frames(copy("huggingface")).stream()
            .map(f -> f.replaceFirst("(sha256-.{4})\\w{28}", "$1"))
            .toList());
  }

  @Test
  void namesThatLookLikePatternsAreNames() throws IOException {
    Path folder = Files.createDirectories(dir.resolve("t[1] {a,b}*:?"));
    Files.createDirectories(dir.resolve("t1 a:x"));
    Files.copy(copy("polars"), folder.resolve("2024-01-01T10:00 [x].parquet"));
    assertEquals(3, frames(folder).size());
    assertEquals(3, frames(folder.resolve("2024-01-01T10:00 [x].parquet")).size());
  }

  @Test
  void aNeededColumnOfAnUnknownTypeIsNamed() throws IOException {
    assertEquals(
        "the column depth is FLOAT16, which Spark cannot read\n"
            + "  write it as another type, or name it otherwise if it means something else;"
            + " docs/tables-in.md lists the columns",
        assertThrows(UserError.class, () -> frames(copy("half_depth"))).getMessage());
  }

  @Test
  void aFileThatShowsItsFaultLateIsNamed() throws IOException {
    for (String fault : List.of("brotli", "damaged")) {
      Path folder = Files.createDirectories(dir.resolve(fault));
      Files.copy(copy("polars"), folder.resolve("a.parquet"));
      byte[] bytes = Files.readAllBytes(copy("pandas"));
      Arrays.fill(bytes, 40, 90, (byte) 0xff);
      Path bad = folder.resolve("b.parquet");
      if (fault.equals("brotli")) {
        Files.copy(copy("brotli"), bad);
      } else {
        Files.write(bad, bytes);
      }
      UserError e = assertThrows(UserError.class, () -> ingest(folder), fault);
      assertTrue(
          e.getMessage().startsWith("cannot read the table " + folder + ": "), e.getMessage());
      assertTrue(e.getMessage().contains(bad + ": "), e.getMessage());
      assertEquals(2, e.getMessage().lines().count(), e.getMessage());
    }
  }

  @Test
  void whatIsNoTableIsOneMessage() throws IOException {
    byte[] whole = Files.readAllBytes(copy("polars"));
    Path cut = Files.write(dir.resolve("cut"), Arrays.copyOf(whole, whole.length - 9));
    Path words = Files.writeString(dir.resolve("words"), "no table, only words");
    Path nothing = Files.createFile(dir.resolve("nothing"));
    Path empty = Files.createDirectories(dir.resolve("empty"));
    Path hidden = Files.copy(copy("polars"), dir.resolve("_hidden.parquet"));
    Path gone = dir.resolve("gone");
    for (Path no : List.of(cut, words, nothing, empty, gone)) {
      UserError e = assertThrows(UserError.class, () -> frames(no), no.toString());
      assertTrue(
          e.getMessage().startsWith("no Parquet or Delta table at file:" + no), e.getMessage());
    }
    assertTrue(
        assertThrows(UserError.class, () -> frames(hidden)).getMessage().endsWith("rename it"));
  }

  private List<String> frames(Path table) {
    TableRows.Decoder decoder =
        new TableRows.Decoder(new TableReader(ReaderOptions.of(LabelKind.Z, null)));
    return TableRows.read(TestSpark.session(), request(table)).collectAsList().stream()
        .map(
            row ->
                decoder.decode(row) instanceof DatasetFrame frame
                    ? words(frame)
                    : ((UnitReject) decoder.decode(row)).detail())
        .sorted()
        .toList();
  }

  private static String words(DatasetFrame frame) {
    assertEquals(32, frame.camera().widthPx());
    StringBuilder words = new StringBuilder(frame.frameId());
    frame
        .labels()
        .points()
        .forEach(p -> words.append(" (%s, %s) %s".formatted(p.xPx(), p.yPx(), p.depthM())));
    return words.toString();
  }

  private void ingest(Path table) {
    new IngestJob(
            new Warehouse(TestSpark.session(), dir.resolve("warehouse").toString()),
            request(table),
            ImageLimits.DEFAULT)
        .run(Progress.SILENT);
  }

  private static IngestRequest request(Path table) {
    return new IngestRequest(
        "d",
        DatasetFormats.get("table"),
        table.toString(),
        null,
        null,
        ReaderOptions.of(LabelKind.Z, null),
        ImageLinks.INSIDE);
  }

  private Path copy(String table) throws IOException {
    Path file = dir.resolve(table + ".parquet");
    if (!Files.exists(file)) {
      try (InputStream in = getClass().getResourceAsStream("tables/" + table + ".parquet")) {
        Files.copy(in, file);
      }
    }
    return file;
  }
}
