package io.depthlm.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.text.TextTable;
import io.depthlm.jobs.bench.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How the reports of {@code bench} show their figures. */
final class BenchFigures {
  private BenchFigures() {}

  /** The machine that they are of. */
  static String machine() {
    return "%d cores, %s %s, Java %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.version());
  }

  static String table(List<String> header, List<List<String>> rows) {
    List<TextTable.Align> aligns = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      aligns.add(i == 0 ? TextTable.Align.LEFT : TextTable.Align.RIGHT);
    }
    return TextTable.ofLines(header, aligns, List.copyOf(rows)).render();
  }

  static String number(double value) {
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 1 ? "%.2f" : "%.4f", value);
  }

  static String range(Spread spread) {
    return number(spread.least()) + " to " + number(spread.greatest());
  }

  /** A report for programs: records of texts and numbers, by name. */
  static String json(Map<String, Object> report) {
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report)
          + System.lineSeparator();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of texts and numbers", e);
    }
  }
}
