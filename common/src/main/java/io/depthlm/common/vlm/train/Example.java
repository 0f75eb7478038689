package io.depthlm.common.vlm.train;

import io.depthlm.common.imaging.MarkedFrame;
import java.util.List;

/**
 * A picture and what is asked about it, with the right answers, before it is put into tokens.
 * Several questions are asked apart: none sees another or its answer.
 *
 * @param frameId the frame it was drawn from
 * @param picture the crop and the marker on it
 * @param turns questions and answers, at least one; one, where a sample has one label
 */
public record Example(String frameId, MarkedFrame picture, List<Turn> turns) {
  /**
   * A question and its answer.
   *
   * @param label which of the frame's labels it asks for
   * @param question the words
   * @param answer the words to learn
   */
  public record Turn(int label, String question, String answer) {}

  /** Copies the turns. */
  public Example {
    turns = List.copyOf(turns);
    if (turns.isEmpty()) {
      throw new IllegalArgumentException("nothing is asked about frame " + frameId);
    }
  }

  /** The first question. */
  public Turn first() {
    return turns.get(0);
  }
}
