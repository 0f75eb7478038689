package io.depthlm.jobs.cli;

import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.BoundaryRule;
import io.depthlm.common.dataset.LabelMode;
import io.depthlm.common.dataset.PointSampling;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.geometry.LabelKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options of raw data set formats. */
final class RawOptions {
  private static final String LABEL_MODE = "--label-mode";
  private static final String POINTS = "--points-per-frame";
  private static final String SEED = "--seed";
  private static final String BOUNDARY = "--boundary";
  private static final String EXTRA = "--option";

  /** The names of all of them. */
  static final List<String> NAMES = List.of(LABEL_MODE, POINTS, SEED, BOUNDARY, EXTRA);

  /**
   * The ending of the names of data sets with official labels, in every table and on every page.
   */
  private static final String OFFICIAL = "-official";

  /** Which labels. */
  enum Mode {
    corrected,
    official
  }

  @Option(
      names = LABEL_MODE,
      paramLabel = "MODE",
      defaultValue = "corrected",
      description =
          "raw formats: labels that the sensor measured (corrected), or those of the"
              + " official curation with its defects (official); default ${DEFAULT-VALUE}")
  private Mode mode;

  @Option(
      names = POINTS,
      paramLabel = "N",
      defaultValue = "100",
      description =
          "raw formats: number of labelled pixels to take from each frame, 0 for all;"
              + " default 100")
  private int perFrame;

  @Option(
      names = SEED,
      paramLabel = "S",
      defaultValue = "1",
      description = "raw formats: seed for the choice of pixels; default 1")
  private long seed;

  @Option(
      names = BOUNDARY,
      paramLabel = "PX,RATIO",
      defaultValue = "3,1.1",
      description =
          "raw formats with dense depth: a pixel within PX pixels of a depth step of RATIO"
              + " is a boundary; default 3,1.1")
  private String boundary;

  @Option(
      names = EXTRA,
      paramLabel = "KEY=VALUE",
      description = "raw formats: an option of the format; its page in docs/datasets lists them")
  private Map<String, String> extra = new LinkedHashMap<>();

  /**
   * The options of the reader.
   *
   * @param kind what the depths are, or null where the format says it
   * @throws UserError if a value is out of range, or the data set's name hides the label mode
   */
  ReaderOptions options(String dataset, LabelKind kind, String split) {
    LabelMode labelMode = LabelMode.ofKey(mode.name());
    if (dataset.endsWith(OFFICIAL) != (labelMode == LabelMode.OFFICIAL)) {
      throw new UserError(
          "--dataset %s with --label-mode %s".formatted(dataset, labelMode.key()),
          "names of data sets with official labels, and only those, end in " + OFFICIAL);
    }
    if (perFrame < 0) {
      throw new UserError(
          "--points-per-frame is " + perFrame, "expected 0 (all) or a positive number");
    }
    return new ReaderOptions(
        kind, labelMode, new PointSampling(perFrame, seed), boundaryRule(), split, extra);
  }

  private BoundaryRule boundaryRule() {
    String[] two = boundary.split(",", -1);
    try {
      if (two.length == 2) {
        return new BoundaryRule(
            Integer.parseInt(two[0].strip()), Double.parseDouble(two[1].strip()));
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new UserError(
        "--boundary is '" + boundary + "'",
        "expected pixels (0 to 100) and a ratio above 1, such as 3,1.1");
  }
}
