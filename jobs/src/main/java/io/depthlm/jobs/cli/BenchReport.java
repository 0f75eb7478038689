package io.depthlm.jobs.cli;

import io.depthlm.jobs.bench.BenchRequest;
import io.depthlm.jobs.bench.BenchResult;
import io.depthlm.jobs.bench.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code bench} measured. */
record BenchReport(BenchRequest request, BenchResult result) {
  /** For people. */
  String text() {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "bench: %s, focal length %s px, %,d questions on %,d frames of 640 x 480, %d repeats%n",
            request.modelName(),
            AskReport.plain(request.asking().focal().focalPx()),
            result.questions(),
            request.frames(),
            request.repeats()));
    out.append("machine: ").append(BenchFigures.machine());
    if (result.computedIn() != null) {
      out.append("; computes in ").append(result.computedIn());
    }
    out.append(System.lineSeparator());
    out.append(System.lineSeparator());
    List<List<String>> rows = new ArrayList<>();
    for (BenchResult.Preparation p : result.preparation()) {
      rows.add(
          List.of(
              Integer.toString(p.pointsPerImage()),
              BenchFigures.number(p.decode().median()),
              BenchFigures.number(p.resize().median()),
              p.patchify() == null ? "-" : BenchFigures.number(p.patchify().median()),
              BenchFigures.number(p.ask().median()),
              BenchFigures.number(p.total().median()),
              BenchFigures.range(p.total())));
    }
    out.append(
        BenchFigures.table(
            List.of(
                "preparation, ms/question: points/image",
                "decode",
                "resize",
                "patchify",
                "mark and words",
                "total",
                "least to greatest"),
            rows));
    rows.clear();
    for (BenchResult.Speed s : result.speeds()) {
      rows.add(
          List.of(
              s.part(),
              BenchFigures.number(s.questionsPerSecond().median()),
              BenchFigures.range(s.questionsPerSecond())));
    }
    out.append(System.lineSeparator());
    out.append(BenchFigures.table(List.of("speed", "questions/s", "least to greatest"), rows));
    rows.clear();
    for (BenchResult.Figure f : result.figures()) {
      boolean share = f.unit().equals("fraction");
      Spread v = f.value();
      Spread shown = share ? new Spread(100 * v.median(), 100 * v.least(), 100 * v.greatest()) : v;
      rows.add(
          List.of(
              f.name(),
              BenchFigures.number(shown.median()),
              BenchFigures.range(shown),
              share ? "% of time" : f.unit().equals("ms") ? "ms/question" : f.unit()));
    }
    out.append(System.lineSeparator());
    out.append(BenchFigures.table(List.of("figure", "median", "least to greatest", "unit"), rows));
    return out.toString();
  }

  /** For programs. */
  String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("model", request.modelName());
    all.put("focal_px", request.asking().focal().focalPx());
    all.put("frames", request.frames());
    all.put("points_per_frame", request.pointsPerFrame());
    all.put("repeats", request.repeats());
    all.put("machine", BenchFigures.machine());
    all.put("result", result);
    return BenchFigures.json(all);
  }
}
