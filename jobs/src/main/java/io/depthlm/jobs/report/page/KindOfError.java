package io.depthlm.jobs.report.page;

import io.depthlm.jobs.report.RunReport.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What kind of error a cell's answers have, in words, where structure was measured. */
final class KindOfError {
  private final Cell cell;

  private KindOfError(Cell cell) {
    this.cell = cell;
  }

  static Optional<String> of(Cell cell) {
    List<String> parts = new KindOfError(cell).parts();
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of("What kind of error: " + String.join("; ", parts) + ".");
  }

  private List<String> parts() {
    List<String> parts = new ArrayList<>();
    if (Ties.all(cell, "all", "order_wrong")) {
      parts.add(
          "all points of a picture get the same answer, so there is no order of near and far");
    } else {
      part(
              "order_wrong",
              "of pairs of points in a picture whose distances differ by at least 10%%, %.1f%% are"
                  + " put in the wrong order",
              100)
          .ifPresent(parts::add);
      part("order_tied", "%.1f%% get the same answer", 100).ifPresent(parts::add);
    }
    scale().ifPresent(parts::add);
    part("compression_slope", "near and far rise with a slope of %.2f (1 is right)", 1)
        .ifPresent(parts::add);
    return parts;
  }

  private Optional<String> part(String metric, String words, double factor) {
    Double value = cell.figure("all", metric).value();
    return value == null
        ? Optional.empty()
        : Optional.of(String.format(Locale.ROOT, words, factor * value));
  }

  /** How much of the logarithmic error one factor for each picture would take away. */
  private Optional<String> scale() {
    Double scale = cell.figure("all", "scale_error").value();
    Double shape = cell.figure("all", "shape").value();
    if (scale == null || shape == null) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "the best factor for each picture would lower the root mean square of the log error"
                + " from %.1f%% to %.1f%%",
            Math.hypot(scale, shape),
            shape));
  }
}
