package io.depthlm.common.vlm.checkpoint;

/**
 * The defaults of a family's decoder for keys that {@code config.json} does not have.
 *
 * @param headDim width of a head if neither it nor a number of heads is given; 0 if that is an
 *     error
 * @param rmsNormEps added to the mean square
 * @param ropeTheta base of the rotary frequencies
 * @param positions how many positions a token has
 * @param qkvBias whether the query, key and value projections have biases
 * @param maxPositions longest sequence
 * @param slidingWindow tokens back that a query may look, or null for all; as read, not a default
 * @param heading what is done to the heads of queries and keys
 */
public record DecoderDefaults(
    int headDim,
    double rmsNormEps,
    double ropeTheta,
    Positions positions,
    boolean qkvBias,
    int maxPositions,
    Integer slidingWindow,
    TextConfig.Heading heading) {
  /** Heads are only rotated. */
  public DecoderDefaults(
      int headDim,
      double rmsNormEps,
      double ropeTheta,
      Positions positions,
      boolean qkvBias,
      int maxPositions,
      Integer slidingWindow) {
    this(
        headDim,
        rmsNormEps,
        ropeTheta,
        positions,
        qkvBias,
        maxPositions,
        slidingWindow,
        TextConfig.Heading.PLAIN);
  }

  /** How many positions a token has. */
  public enum Positions {
    /** Its place among the others. */
    ONE,
    /** Time, row and column: frequency pairs are divided among them. */
    TIME_ROW_COLUMN
  }
}
