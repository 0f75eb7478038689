package io.depthlm.common.dataset.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.CuratedFields;
import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.DatasetFrame;
import io.depthlm.common.dataset.LabelMode;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.geometry.LabelKind;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatasetFormatsTest {
  @Test
  void everyFormatIsFoundByItsNameAndMakesItsReader() {
    for (DatasetFormat format : DatasetFormats.all()) {
      assertEquals(format, DatasetFormats.get(format.name()));
      LabelKind kind = format.depths() == DatasetFormat.Depths.GIVEN ? LabelKind.RADIAL : null;
      ReaderOptions plain = ReaderOptions.of(kind, null);
      ReaderOptions options =
          new ReaderOptions(
              kind,
              plain.labelMode(),
              plain.sampling(),
              plain.boundary(),
              null,
              format.extra().contains("camera") ? Map.of("camera", "50,50,20,15") : Map.of());
      if (format.input() == DatasetFormat.Input.TABLE) {
        format.tableReader(options);
      } else {
        format.reader(options);
      }
    }
    assertEquals(DatasetFormats.all().size(), new HashSet<>(DatasetFormats.names()).size());
    UserError error = assertThrows(UserError.class, () -> DatasetFormats.get("kitty"));
    assertEquals("--format 'kitty' is not known", error.getMessage().lines().findFirst().get());
    assertEquals(
        "use one of " + String.join(", ", DatasetFormats.names()),
        error.getMessage().lines().skip(1).findFirst().get().strip());
  }

  @Test
  void optionsThatAFormatHasNotGotAreTheUsersToMend() {
    assertMessage(
        "--format jsonl needs --label-kind z or radial", "jsonl", ReaderOptions.of(null, null));
    assertMessage(
        "--format kitti takes no --label-kind", "kitti", ReaderOptions.of(LabelKind.Z, null));
    DatasetFormat oneMode =
        DatasetFormats.all().stream()
            .filter(f -> f.input() == DatasetFormat.Input.FOLDER)
            .filter(f -> !f.modes().contains(LabelMode.OFFICIAL))
            .findFirst()
            .orElseThrow();
    ReaderOptions plain = ReaderOptions.of(null, null);
    assertMessage(
        "--format %s has no --label-mode official".formatted(oneMode.name()),
        oneMode.name(),
        new ReaderOptions(
            LabelMode.OFFICIAL, plain.sampling(), plain.boundary(), null, plain.extra()));
  }

  @Test
  void aTableRowIsAFrameWithoutAWayThroughText() {
    CuratedFields row =
        new CuratedFields(
            "a/1.png",
            new double[] {50, 50, 20, 15, 40, 30},
            new double[][] {{3.5, 4}},
            new Double[] {2.25},
            null,
            null,
            "hall");
    DatasetFrame frame =
        assertInstanceOf(
            DatasetFrame.class,
            DatasetFormats.get("table")
                .tableReader(ReaderOptions.of(LabelKind.RADIAL, "val"))
                .read(row));
    assertEquals("a/1.png", frame.frameId());
    assertEquals("val", frame.split());
    assertEquals(LabelKind.RADIAL, frame.labels().kind());
    assertEquals(2.25, frame.labels().points().get(0).depthM());
  }

  private static void assertMessage(String first, String format, ReaderOptions options) {
    UserError error =
        assertThrows(UserError.class, () -> DatasetFormats.get(format).reader(options));
    assertEquals(first, error.getMessage().lines().findFirst().get());
  }
}
