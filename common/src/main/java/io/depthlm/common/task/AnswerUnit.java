package io.depthlm.common.task;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A unit after a number.
 *
 * @param dimension what it measures
 * @param inBase its size in metres, seconds or metres per second
 */
record AnswerUnit(Dimension dimension, double inBase) {
  /** What a unit measures. */
  enum Dimension {
    LENGTH,
    TIME,
    SPEED,
    /** Percent, degrees, pixels and others: never the unit of an answer. */
    OTHER
  }

  private static final double FOOT_M = 0.3048;
  private static final double MILE_M = 1609.344;

  private static final Map<String, AnswerUnit> BY_NAME = names();

  /** The unit of a name, in any case; null if there is none. */
  static AnswerUnit ofName(String name) {
    return BY_NAME.get(name.toLowerCase(Locale.ROOT));
  }

  /** This length per a time: a speed. */
  AnswerUnit per(AnswerUnit time) {
    return new AnswerUnit(Dimension.SPEED, inBase / time.inBase);
  }

  private static Map<String, AnswerUnit> names() {
    Map<String, AnswerUnit> names = new HashMap<>();
    put(names, Dimension.LENGTH, 1, "m", "meter", "meters", "metre", "metres", "mtr", "mtrs", "米");
    put(
        names,
        Dimension.LENGTH,
        0.01,
        "cm",
        "cms",
        "centimeter",
        "centimeters",
        "centimetre",
        "centimetres",
        "厘米",
        "公分");
    put(
        names,
        Dimension.LENGTH,
        0.001,
        "mm",
        "millimeter",
        "millimeters",
        "millimetre",
        "millimetres",
        "毫米");
    put(
        names,
        Dimension.LENGTH,
        1000,
        "km",
        "kms",
        "kilometer",
        "kilometers",
        "kilometre",
        "kilometres",
        "公里",
        "千米");
    put(names, Dimension.LENGTH, FOOT_M, "ft", "foot", "feet", "'", "′", "’", "英尺");
    put(names, Dimension.LENGTH, FOOT_M / 12, "in", "inch", "inches", "\"", "″", "”", "英寸");
    put(names, Dimension.LENGTH, FOOT_M * 3, "yd", "yds", "yard", "yards");
    put(names, Dimension.LENGTH, MILE_M, "mi", "mile", "miles", "英里");
    put(names, Dimension.TIME, 1, "s", "sec", "secs", "second", "seconds", "秒");
    put(names, Dimension.TIME, 0.001, "ms", "msec", "millisecond", "milliseconds", "毫秒");
    put(names, Dimension.TIME, 60, "min", "mins", "minute", "minutes", "分钟");
    put(names, Dimension.TIME, 3600, "h", "hr", "hrs", "hour", "hours", "小时");
    put(names, Dimension.SPEED, 1, "mps");
    put(names, Dimension.SPEED, 1000 / 3600.0, "kmh", "kph", "kmph");
    put(names, Dimension.SPEED, MILE_M / 3600, "mph");
    put(names, Dimension.SPEED, FOOT_M, "fps");
    put(
        names,
        Dimension.OTHER,
        1,
        "%",
        "percent",
        "°",
        "º",
        "deg",
        "degree",
        "degrees",
        "px",
        "pixel",
        "pixels",
        "像素");
    return Map.copyOf(names);
  }

  private static void put(
      Map<String, AnswerUnit> names, Dimension dimension, double inBase, String... spellings) {
    for (String spelling : spellings) {
      names.put(spelling, new AnswerUnit(dimension, inBase));
    }
  }
}
