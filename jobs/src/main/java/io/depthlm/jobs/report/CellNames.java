package io.depthlm.jobs.report;

import io.depthlm.jobs.report.RunReport.CellName;

/** Cells in words. */
public final class CellNames {
  private CellNames() {}

  /** Everything that tells variants apart to people. */
  public static String variant(CellName name) {
    return "%s, prompt %s, marker %s, focal length %s"
        .formatted(name.model(), name.prompt(), name.marker(), Labels.focal(name.focalPx()));
  }

  /** What it was asked about. */
  public static String question(CellName name) {
    return "%s, %s%s compared as %s"
        .formatted(
            name.dataset(),
            name.task(),
            name.parameters().isEmpty() ? "" : " (" + name.parameters() + ")",
            name.compareAs());
  }
}
