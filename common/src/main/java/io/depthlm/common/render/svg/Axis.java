package io.depthlm.common.render.svg;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * From values to places along a line, 0 at its beginning and 1 at its end.
 *
 * @param names of the categories of {@link Kind#CATEGORIES}, else empty
 */
public record Axis(String title, Kind kind, double from, double to, List<String> names) {
  /** How places follow from values. */
  public enum Kind {
    LINEAR,
    /** Equal ratios are equally long. */
    LOGARITHMIC,
    /** The values are the numbers of categories, from 0. */
    CATEGORIES
  }

  /** A value with its label. */
  public record Tick(double value, String label) {}

  /** Checks the range. */
  public Axis {
    names = List.copyOf(names);
    if (!(to > from) || (kind == Kind.LOGARITHMIC && !(from > 0))) {
      throw new IllegalArgumentException("an axis from %s to %s".formatted(from, to));
    }
  }

  /** A linear axis. */
  public static Axis linear(String title, double from, double to) {
    return new Axis(title, Kind.LINEAR, from, to, List.of());
  }

  /** A logarithmic axis between two positive values. */
  public static Axis logarithmic(String title, double from, double to) {
    return new Axis(title, Kind.LOGARITHMIC, from, to, List.of());
  }

  /** An axis of named places. */
  public static Axis categories(String title, List<String> names) {
    return new Axis(title, Kind.CATEGORIES, -0.5, names.size() - 0.5, names);
  }

  /** Where a value is; beyond the ends is at the end. */
  public double place(double value) {
    double place =
        kind == Kind.LOGARITHMIC
            ? Math.log(value / from) / Math.log(to / from)
            : (value - from) / (to - from);
    return Math.max(0, Math.min(1, place));
  }

  /** About as many round values as asked, inside the range. */
  public List<Tick> ticks(int most) {
    List<Tick> ticks = new ArrayList<>();
    if (kind == Kind.CATEGORIES) {
      for (int i = 0; i < names.size(); i++) {
        ticks.add(new Tick(i, names.get(i)));
      }
      return ticks;
    }
    if (kind == Kind.LOGARITHMIC) {
      double[] digits = Math.log10(to / from) > 2.5 ? new double[] {1} : new double[] {1, 2, 5};
      for (int power = (int) Math.floor(Math.log10(from)); Math.pow(10, power) <= to; power++) {
        for (double digit : digits) {
          double value = digit * Math.pow(10, power);
          if (value >= from * (1 - 1e-9) && value <= to * (1 + 1e-9)) {
            ticks.add(new Tick(value, label(value)));
          }
        }
      }
      return ticks;
    }
    double step = step((to - from) / most);
    for (double i = Math.ceil(from / step - 1e-9); i * step <= to + 1e-9 * step; i++) {
      ticks.add(new Tick(i * step, label(i * step)));
    }
    return ticks;
  }

  private static double step(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double digit : new double[] {1, 2, 5}) {
      if (digit * power >= least * (1 - 1e-9)) {
        return digit * power;
      }
    }
    return 10 * power;
  }

  private static String label(double value) {
    return value == 0
        ? "0"
        : new BigDecimal(value, new MathContext(6)).stripTrailingZeros().toPlainString();
  }
}
