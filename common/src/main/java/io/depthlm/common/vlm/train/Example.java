package io.depthlm.common.vlm.train;

import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.vlm.image.Sizing;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures and what is asked about them, with the right answers, before they are put into tokens.
 * Several questions are asked apart: none sees another or its answer.
 *
 * @param frameId the frame of the first picture
 * @param pictures the crops, in the order of the question; the marker is on the first
 * @param turns questions and answers, at least one; one, where a sample has one question
 */
public record Example(String frameId, List<MarkedFrame> pictures, List<Turn> turns) {
  /**
   * A question and its answer.
   *
   * @param labels which of the frame's labels it asks for, in its order; empty where the task has
   *     no pixel
   * @param question the words
   * @param answer the words to learn
   * @param looks the pixels of the first picture whose image tokens are shown again between
   *     question and answer, in place of a marker; empty where the question points at its pixels
   *     itself
   */
  public record Turn(List<Integer> labels, String question, String answer, List<Marks.Spot> looks) {
    /** Copies the lists. */
    public Turn {
      labels = List.copyOf(labels);
      looks = List.copyOf(looks);
    }

    /** One whose question points at its pixels itself. */
    public Turn(List<Integer> labels, String question, String answer) {
      this(labels, question, answer, List.of());
    }
  }

  /** Copies pictures and turns. */
  public Example {
    pictures = List.copyOf(pictures);
    turns = List.copyOf(turns);
    if (turns.isEmpty() || pictures.isEmpty()) {
      throw new IllegalArgumentException("nothing is asked about frame " + frameId);
    }
  }

  /**
   * The pictures with the marker as files that others may read, of the sizes that a model's image
   * processor gives them: read again, they become the patches that training shows.
   *
   * @throws io.depthlm.common.vlm.image.ImageUnfit if the processor cannot take one
   */
  public List<RgbImage> shown(Sizing sizing) {
    List<RgbImage> shown = new ArrayList<>(pictures.size());
    for (MarkedFrame picture : pictures) {
      RgbImage image = picture.frame().image();
      shown.add(sizing.resize(new RgbImage(image.widthPx(), image.heightPx(), picture.painted())));
    }
    return shown;
  }

  /** The first picture. */
  public MarkedFrame picture() {
    return pictures.get(0);
  }

  /** The first question. */
  public Turn first() {
    return turns.get(0);
  }
}
