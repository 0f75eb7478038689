package io.depthlm.common.dataset.raw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.BoundaryRule;
import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.LabelMode;
import io.depthlm.common.dataset.PointSampling;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.registry.DatasetFormats;
import io.depthlm.common.geometry.LabelKind;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What {@code --split} means for the formats. */
class SplitsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/dataset/raw");

  @Test
  void theseFormatsReadOneOfTheirSplits() {
    Set<String> own =
        DatasetFormats.all().stream()
            .filter(format -> format.splits() == DatasetFormat.Splits.OWN)
            .map(DatasetFormat::name)
            .collect(Collectors.toSet());
    assertEquals(
        Set.of("argoverse2", "ddad", "diode", "kitti", "nerfstudio", "nuscenes", "nyuv2", "waymo"),
        own);
  }

  @Test
  void aFormatWithoutSplitsRefusesOneInsteadOfReadingEverything() {
    for (DatasetFormat format : DatasetFormats.all()) {
      if (format.splits() == DatasetFormat.Splits.NONE) {
        ReaderOptions options =
            options(
                format.depths() == DatasetFormat.Depths.GIVEN ? LabelKind.Z : null,
                LabelMode.CORRECTED,
                "val");
        UserError error = assertThrows(UserError.class, () -> format.reader(options));
        assertTrue(
            error
                .getMessage()
                .startsWith("--format " + format.name() + " has no splits, found --split val"),
            error::getMessage);
      }
    }
  }

  @Test
  void theOfficialLabelsOfNyuv2KnowNoSplits() {
    ReaderOptions options = options(null, LabelMode.OFFICIAL, "test");
    UserError error =
        assertThrows(UserError.class, () -> DatasetFormats.get("nyuv2").reader(options));
    assertTrue(error.getMessage().contains("has no splits"), error::getMessage);
  }

  @Test
  void ddadNamesTheSplitsThatHaveScenes() {
    ReaderOptions options = options(null, LabelMode.CORRECTED, "valid");
    UserError error =
        assertThrows(
            UserError.class,
            () -> new DdadReader(options).parts(new LocalFiles(GOLDEN.resolve("ddad/input"))));
    assertTrue(error.getMessage().contains("there are scenes of train, val"), error::getMessage);
  }

  private static ReaderOptions options(LabelKind kind, LabelMode mode, String split) {
    return new ReaderOptions(
        kind, mode, new PointSampling(10, 1), BoundaryRule.DEFAULT, split, Map.of());
  }
}
