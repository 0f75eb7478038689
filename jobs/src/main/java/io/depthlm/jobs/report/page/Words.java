package io.depthlm.jobs.report.page;

import io.depthlm.jobs.report.Figure;
import io.depthlm.jobs.report.Labels;
import io.depthlm.jobs.report.page.Page.Cell;
import io.depthlm.jobs.report.page.Page.Tone;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times as the page writes them. */
final class Words {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Words() {}

  /** Four decimals, or a dash. */
  static String number(Double value) {
    return Labels.number(value);
  }

  /** {@code 0.2819 [0.2700 0.2940]}. */
  static String figure(Figure figure) {
    return figure.ciLow() == null
        ? number(figure.value())
        : "%s [%s %s]"
            .formatted(number(figure.value()), number(figure.ciLow()), number(figure.ciHigh()));
  }

  static Cell cell(Figure figure, Tone tone) {
    return new Cell(figure(figure), figure.value(), tone);
  }

  static Cell cell(Figure figure) {
    return cell(figure, Tone.PLAIN);
  }

  static Cell cell(Double value) {
    return new Cell(number(value), value, Tone.PLAIN);
  }

  static Cell cell(long count) {
    return new Cell(count(count), (double) count, Tone.PLAIN);
  }

  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }

  /** A share with its interval in per cent. */
  static String percent(Figure figure) {
    if (figure.value() == null) {
      return "-";
    }
    return figure.ciLow() == null
        ? percent(figure.value())
        : String.format(
            Locale.ROOT,
            "%.1f%% [%.1f %.1f]",
            100 * figure.value(),
            100 * figure.ciLow(),
            100 * figure.ciHigh());
  }

  /** How far a factor from 1 upwards is, in per cent as long as that is easy to read. */
  static String factor(double factor) {
    return factor < 1.5
        ? String.format(Locale.ROOT, "%.1f%%", 100 * (factor - 1))
        : String.format(Locale.ROOT, "a factor of %.2f", factor);
  }

  /** How far off a ratio is, and which way: {@code 12.0% too far}. */
  static String bias(double ratio) {
    if (Math.abs(Math.log(ratio)) < 0.0005) {
      return "neither too near nor too far";
    }
    return ratio > 1
        ? String.format(Locale.ROOT, "%.1f%% too far", 100 * (ratio - 1))
        : String.format(Locale.ROOT, "%.1f%% too near", 100 * (1 - ratio));
  }

  /** A distance, or another value with its unit. */
  static String value(Double value, String unit) {
    return value == null
        ? "no number"
        : new BigDecimal(value, new MathContext(3)).stripTrailingZeros().toPlainString()
            + " "
            + unit;
  }

  static String time(Instant time, String none) {
    return time == null ? none : TIME.format(time);
  }

  /** {@code 95} for 0.95. */
  static String confidence(double share) {
    return BigDecimal.valueOf(100 * share)
        .round(new MathContext(4))
        .stripTrailingZeros()
        .toPlainString();
  }

  static String cut(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most)) + "…";
  }
}
