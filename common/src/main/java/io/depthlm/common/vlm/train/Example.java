package io.depthlm.common.vlm.train;

import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.vlm.image.Sizing;
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
   * @param look the pixel of the picture whose image token is shown again between question and
   *     answer, in place of a marker; null where the question points at its pixel itself
   */
  public record Turn(int label, String question, String answer, Pixel look) {
    /** One whose question points at the pixel. */
    public Turn(int label, String question, String answer) {
      this(label, question, answer, null);
    }

    /** The same question about a pixel whose image token is shown again. */
    Turn lookingAt(Pixel pixel) {
      return new Turn(label, question, answer, pixel);
    }
  }

  /** A pixel of the picture. */
  public record Pixel(int xPx, int yPx) {}

  /** Copies the turns. */
  public Example {
    turns = List.copyOf(turns);
    if (turns.isEmpty()) {
      throw new IllegalArgumentException("nothing is asked about frame " + frameId);
    }
  }

  /**
   * The picture with its marker as a file that others may read, of the size that a model's image
   * processor gives it: read again, it becomes the patches that training shows.
   *
   * @throws io.depthlm.common.vlm.image.ImageUnfit if the processor cannot take it
   */
  public RgbImage shown(Sizing sizing) {
    RgbImage image = picture.frame().image();
    return sizing.resize(new RgbImage(image.widthPx(), image.heightPx(), picture.painted()));
  }

  /** The first question. */
  public Turn first() {
    return turns.get(0);
  }
}
