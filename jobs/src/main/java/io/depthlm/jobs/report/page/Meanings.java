package io.depthlm.jobs.report.page;

import io.depthlm.common.metrics.Better;
import io.depthlm.common.metrics.Measure;
import io.depthlm.common.metrics.registry.MeasureSets;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** What measures are, in words: {@code measures.properties} beside the page's template. */
final class Meanings {
  private static final Properties WORDS = read("measures.properties");

  private Meanings() {}

  /** What a measure is; empty for one that this program does not know. */
  static String of(String metric) {
    return WORDS.getProperty(metric, "");
  }

  /** Which figures are better, in words. */
  static String better(String metric) {
    return MeasureSets.measure(metric).map(Measure::better).map(Meanings::words).orElse("");
  }

  /** Where a metric stands among all; those that are not known come last. */
  static int place(String metric) {
    return MeasureSets.measure(metric).map(MeasureSets::place).orElse(Integer.MAX_VALUE);
  }

  private static String words(Better better) {
    return switch (better) {
      case HIGHER -> "higher";
      case LOWER -> "lower";
      case NEAR_ZERO -> "near 0";
      case NEAR_ONE -> "near 1";
    };
  }

  /** Texts that stand beside the page's template. */
  static Properties read(String name) {
    Properties words = new Properties();
    try (Reader in =
        new InputStreamReader(Meanings.class.getResourceAsStream(name), StandardCharsets.UTF_8)) {
      words.load(in);
      return words;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
