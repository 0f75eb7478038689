package io.depthlm.common.metrics;

import java.io.Serializable;

/**
 * The Poisson bootstrap over images: image i counts Poisson(1) times in replicate b, drawn from a
 * hash of (seed, image, b).
 *
 * <p>The draw: h = the first 8 bytes, big endian, of SHA-256 over {@code "seed/image"} in UTF-8;
 * the uniform of replicate b is the upper 53 bits of SplitMix64's b-th output (b from 1) from state
 * h; the weight is the number of Poisson(1) cumulative probabilities that are at most the uniform.
 *
 * @param replicates how many resamples, B; 0 for no intervals
 * @param seed names the draw; the same for everything that is to be compared
 * @param confidence the coverage of the intervals, in (0, 1)
 */
public record Bootstrap(int replicates, long seed, double confidence) implements Serializable {
  /** What configuration defaults to as well: B = 1000, 95%. */
  public static final Bootstrap DEFAULT = new Bootstrap(1000, 1, 0.95);

  private static final double[] CUMULATIVE = cumulative();

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if there are fewer than 0 replicates or the confidence is no
   *     share
   */
  public Bootstrap {
    if (replicates < 0 || !(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "a bootstrap needs replicates >= 0 and a confidence between 0 and 1, found %d and %s"
              .formatted(replicates, confidence));
    }
  }

  /**
   * Writes an image's weight in each replicate.
   *
   * @param imageId what names the image across models: dataset and frame
   * @param out at least {@link #replicates()} long
   */
  public void weights(String imageId, double[] out) {
    SplitMix stream = SplitMix.of(seed + "/" + imageId);
    for (int b = 0; b < replicates; b++) {
      out[b] = poisson(stream.uniform());
    }
  }

  private static int poisson(double uniform) {
    int k = 0;
    while (k < CUMULATIVE.length && uniform >= CUMULATIVE[k]) {
      k++;
    }
    return k;
  }

  private static double[] cumulative() {
    // beyond 17 the tail is below the uniform's resolution
    double[] cumulative = new double[18];
    double probability = Math.exp(-1);
    double sum = 0;
    for (int k = 0; k < cumulative.length; k++) {
      sum += probability;
      cumulative[k] = sum;
      probability /= k + 1;
    }
    return cumulative;
  }
}
