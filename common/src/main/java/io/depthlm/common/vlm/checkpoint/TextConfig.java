package io.depthlm.common.vlm.checkpoint;

import java.util.List;

/**
 * The decoder of every family: RMSNorm, grouped-query attention with rotary positions, SwiGLU.
 *
 * @param hiddenSize width of the residual stream
 * @param layers decoder layers
 * @param heads query heads
 * @param kvHeads key and value heads; divides {@code heads}
 * @param headDim width of one head, even; need not be hiddenSize / heads
 * @param ffnSize inner width of the feed-forward block
 * @param vocabSize rows of the embedding
 * @param rmsNormEps added to the mean square
 * @param ropeTheta base of the rotary frequencies
 * @param mropeSection frequency pairs turned by time, height and width (Qwen); they sum to headDim
 *     / 2; empty where one position serves all (Mistral)
 * @param qkvBias whether the query, key and value projections have biases
 * @param tiedEmbeddings whether the output layer is the embedding: {@code lm_head.weight} is absent
 * @param maxPositions longest sequence the model was made for
 * @param slidingWindow tokens back that a query may look, or null for all
 * @param heading what is done to the heads of queries and keys
 */
public record TextConfig(
    int hiddenSize,
    int layers,
    int heads,
    int kvHeads,
    int headDim,
    int ffnSize,
    int vocabSize,
    double rmsNormEps,
    double ropeTheta,
    List<Integer> mropeSection,
    boolean qkvBias,
    boolean tiedEmbeddings,
    int maxPositions,
    Integer slidingWindow,
    Heading heading) {
  /**
   * The treatment of query and key heads before attention.
   *
   * @param norm whether each head is normalised
   * @param sections how frequency pairs are divided among time, row and column
   */
  public record Heading(Norm norm, Sections sections) {
    /** Rotation only, with sections in a row. */
    public static final Heading PLAIN = new Heading(Norm.NONE, Sections.IN_A_ROW);
  }

  /** The normalisation of query and key heads. */
  public enum Norm {
    /** No. */
    NONE,
    /** By the root mean square, with a weight for queries and one for keys. */
    RMS
  }

  /** The division of frequency pairs among time, row and column. */
  public enum Sections {
    /** All pairs of time, then all of rows, then all of columns. */
    IN_A_ROW,
    /** Time, row, column, time, row, column, … as far as a section reaches; the rest is time's. */
    INTERLEAVED
  }

  /** Weights of the embedding that the output layer uses, too; 0 if it has its own. */
  public long tiedWeights() {
    return tiedEmbeddings ? (long) vocabSize * hiddenSize : 0;
  }

  /** The same with another number of layers. */
  public TextConfig withLayers(int number) {
    return new TextConfig(
        hiddenSize,
        number,
        heads,
        kvHeads,
        headDim,
        ffnSize,
        vocabSize,
        rmsNormEps,
        ropeTheta,
        mropeSection,
        qkvBias,
        tiedEmbeddings,
        maxPositions,
        slidingWindow,
        heading);
  }
}
