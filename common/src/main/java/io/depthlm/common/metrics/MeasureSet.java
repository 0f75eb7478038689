package io.depthlm.common.metrics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Measures that are read from the same sums.
 *
 * <p>Both aggregations of every measure come from one vector that is additive over images: the sums
 * themselves, then for each sum that is a {@link Measure#count} the number of images in which it is
 * not 0, then the images' own figures. A weighted sum of the images' vectors is the vector of a
 * weighted resample, so an estimate and each bootstrap replicate are read by the same code.
 */
public final class MeasureSet {
  private final String key;
  private final int sums;
  private final List<Measure> measures;
  private final int[] counts;
  private final Map<String, Integer> places = new HashMap<>();
  // by measure: where its number of images stands in a vector
  private final int[] images;

  /**
   * @param key the name in tables and on the command line
   * @param sums how many sums there are
   */
  public MeasureSet(String key, int sums, List<? extends Measure> measures) {
    this.key = key;
    this.sums = sums;
    this.measures = List.copyOf(measures);
    this.counts = measures.stream().mapToInt(Measure::count).distinct().toArray();
    this.images = new int[measures.size()];
    for (int m = 0; m < images.length; m++) {
      Measure measure = measures.get(m);
      if (places.put(measure.key(), m) != null) {
        throw new IllegalArgumentException("two measures are called " + measure.key());
      }
      int c = 0;
      while (counts[c] != measure.count()) {
        c++;
      }
      images[m] = sums + c;
    }
  }

  /** The name in tables and on the command line. */
  public String key() {
    return key;
  }

  /** The measures, in the order of tables. */
  public List<Measure> measures() {
    return measures;
  }

  /** The measure of a name. */
  public Optional<Measure> measure(String name) {
    return Optional.ofNullable(places.get(name)).map(measures::get);
  }

  /** How many sums an image has. */
  public int sums() {
    return sums;
  }

  /** Length of a vector. */
  int size() {
    return sums + counts.length + measures.size();
  }

  /** Writes one image's vector. */
  void ofImage(double[] imageSums, double[] out) {
    System.arraycopy(imageSums, 0, out, 0, sums);
    for (int c = 0; c < counts.length; c++) {
      out[sums + c] = imageSums[counts[c]] > 0 ? 1 : 0;
    }
    int at = sums + counts.length;
    for (Measure measure : measures) {
      out[at++] = imageSums[measure.count()] > 0 ? measure.of(imageSums) : 0;
    }
  }

  /** A figure of a vector; NaN where nothing is there to take it over. */
  double value(double[] vector, Measure measure, Aggregation aggregation) {
    return switch (aggregation) {
      case POOLED -> vector[measure.count()] > 0 ? measure.of(vector) : Double.NaN;
      case PER_IMAGE ->
          vector[sums + counts.length + place(measure)] / vector[images[place(measure)]];
    };
  }

  /** How many images a measure is taken over. */
  double images(double[] vector, Measure measure) {
    return vector[images[place(measure)]];
  }

  private int place(Measure measure) {
    Integer place = places.get(measure.key());
    if (place == null) {
      throw new IllegalArgumentException(
          "%s is none of %s"
              .formatted(
                  measure.key(),
                  measures.stream().map(Measure::key).collect(Collectors.joining(", "))));
    }
    return place;
  }
}
