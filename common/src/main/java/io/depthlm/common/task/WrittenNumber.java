package io.depthlm.common.task;

/**
 * The numbers that could have been written in place of an answer: which of those that begin with
 * certain characters is nearest to it.
 *
 * @param value the answer, positive
 * @param decimals its decimals; the other numbers have as many
 */
record WrittenNumber(double value, int decimals) {
  private static final double[] POWERS = new double[4 * NumberPart.MOST_DIGITS];
  private static final double[] UNITS = new double[POWERS.length];

  static {
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = Math.pow(10, i);
      UNITS[i] = Math.pow(10, -i);
    }
  }

  /**
   * The first characters of a number.
   *
   * @param startsWithZero whether the first of them is a zero
   * @param digits how many of them are digits
   * @param mantissa the digits without the point as one number
   * @param decimals digits behind the point; −1 without a point
   */
  record Beginning(boolean startsWithZero, int digits, double mantissa, int decimals) {
    static final Beginning NOTHING = new Beginning(false, 0, 0, -1);

    /** Whether a number may go on like this. */
    boolean canBeFollowedBy(NumberPart part) {
      return part.isPoint()
          ? digits > 0 && decimals < 0
          : part.digits() > 0 && part.digits() <= NumberPart.MOST_DIGITS;
    }

    Beginning then(NumberPart part) {
      if (part.isPoint()) {
        return new Beginning(startsWithZero, digits, mantissa, 0);
      }
      return new Beginning(
          digits == 0 ? part.text().charAt(0) == '0' : startsWithZero,
          digits + part.digits(),
          mantissa * POWERS[part.digits()] + part.value(),
          decimals < 0 ? -1 : decimals + part.digits());
    }

    /** Whether it starts like 05, which nobody writes. */
    private boolean hasLeadingZero() {
      return startsWithZero && digits - Math.max(0, decimals) > 1;
    }

    private double value() {
      return mantissa / POWERS[Math.max(0, decimals)];
    }
  }

  /**
   * Of the numbers that begin so, the one with the least relative error to the answer; 0 if none is
   * positive.
   */
  double beginningWith(Beginning beginning) {
    if (beginning.hasLeadingZero()) {
      return 0;
    }
    double unit = UNITS[decimals];
    double low = beginning.value();
    if (beginning.decimals() >= 0) {
      return beginning.decimals() >= decimals
          ? low
          : within(low, low + UNITS[beginning.decimals()] - unit, unit);
    }
    double best = 0;
    // digits may follow before the point, unless all so far are zeros
    int most = low > 0 ? NumberPart.MOST_DIGITS : 0;
    for (int more = 0; more <= most; more++) {
      double high = (low + 1) * POWERS[more] - unit;
      double one = within(low * POWERS[more], high, unit);
      if (one > 0 && (best == 0 || error(one) < error(best))) {
        best = one;
      }
      if (high >= value) {
        break; // all longer ones are farther above
      }
    }
    return best;
  }

  /** The relative error of the answer if this is the truth. */
  double error(double truth) {
    return Math.abs(value - truth) / truth;
  }

  private double within(double low, double high, double unit) {
    double positive = low > 0 ? low : unit;
    return high < positive ? 0 : Math.max(positive, Math.min(high, value));
  }
}
