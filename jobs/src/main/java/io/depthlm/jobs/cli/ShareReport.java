package io.depthlm.jobs.cli;

import io.depthlm.jobs.bench.ShareRequest;
import io.depthlm.jobs.bench.ShareResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code bench --share} measured. */
record ShareReport(ShareRequest request, ShareResult result) {
  /** For people. */
  String text() {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "bench: %s, focal length %s px, frames of 640 x 480, %d at once, %d repeats%n",
            request.modelName(),
            AskReport.plain(request.ways().get(0).asking().focal().focalPx()),
            result.picturesAtOnce(),
            request.repeats()));
    out.append("machine: ").append(BenchFigures.machine());
    out.append("; computes in ").append(result.computedIn()).append(System.lineSeparator());
    out.append(System.lineSeparator());
    List<List<String>> rows = new ArrayList<>();
    for (ShareResult.Row row : result.rows()) {
      rows.add(
          List.of(
              row.pointing().equals(row.marker())
                  ? row.pointing()
                  : row.pointing() + " (" + row.marker() + ")",
              row.prompt(),
              Integer.toString(row.questions()),
              BenchFigures.number(row.sharedMs().median()),
              BenchFigures.number(row.apartMs().median()),
              BenchFigures.number(row.ratio().median()),
              BenchFigures.range(row.ratio()),
              "%d of %d".formatted(row.same(), row.apart())));
    }
    out.append(
        BenchFigures.table(
            List.of(
                "pointing",
                "prompt",
                "questions/picture",
                "shared, ms/question",
                "separate, ms/question",
                "ratio",
                "least to greatest",
                "same answers"),
            rows));
    return out.toString();
  }

  /** For programs. */
  String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("model", request.modelName());
    all.put("focal_px", request.ways().get(0).asking().focal().focalPx());
    all.put("repeats", request.repeats());
    all.put("machine", BenchFigures.machine());
    all.put("result", result);
    return BenchFigures.json(all);
  }
}
