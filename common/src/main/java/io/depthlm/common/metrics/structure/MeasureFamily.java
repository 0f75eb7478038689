package io.depthlm.common.metrics.structure;

import io.depthlm.common.metrics.Better;
import io.depthlm.common.metrics.Item;
import io.depthlm.common.metrics.Measure;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Measures of one kind with the sums that they are read from. */
interface MeasureFamily {
  /** How many sums it has. */
  int sums();

  /**
   * Its measures.
   *
   * @param base where its sums begin
   */
  List<Measure> measures(int base);

  /**
   * Adds one image's sums.
   *
   * @param sums all families' sums, this one's from {@code base}
   */
  void add(ImageAnswers image, double[] sums, int base);

  /** A measure by its parts. */
  record Reading(
      String key,
      String unit,
      Better better,
      Item item,
      int count,
      ToDoubleFunction<double[]> reading)
      implements Measure {
    @Override
    public double of(double[] sums) {
      return reading.applyAsDouble(sums);
    }
  }

  /** The mean of one sum over the count. */
  static Measure mean(String key, String unit, Better better, Item item, int count, int sum) {
    return new Reading(key, unit, better, item, count, s -> s[sum] / s[count]);
  }
}
