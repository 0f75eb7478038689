package io.depthlm.common.vlm.train;

import io.depthlm.common.imaging.Crop;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.Marker;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.task.AnswerFormat;
import io.depthlm.common.task.PromptValues;
import io.depthlm.common.task.Truth;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Draws an example from a frame (METHOD section 7): of a crop about the image's centre, a labelled
 * pixel drawn uniformly and moved to the nearest in the list that the crop keeps and the marker can
 * point at, the marker, question and answer.
 */
public final class ExampleMaker {
  private ExampleMaker() {}

  /** An example of a crop that is drawn first. */
  public static Optional<Example> draw(
      TrainingFrame frame, ExampleRecipe recipe, RandomGenerator random) {
    RgbImage image = frame.frame().image();
    return draw(
        frame, recipe, recipe.crop().draw(image.widthPx(), image.heightPx(), random), random);
  }

  /**
   * An example within a crop of a frame, or none if no label survives it. Takes one number from
   * {@code random} either way, so what follows in its stream does not depend on the frame.
   */
  public static Optional<Example> draw(
      TrainingFrame frame, ExampleRecipe recipe, Crop crop, RandomGenerator random) {
    int drawn = random.nextInt(frame.labels().size());
    int label = nearest(frame.labels(), drawn, crop, Markers.named(recipe.markerName()));
    return label < 0 ? Optional.empty() : Optional.of(make(frame, recipe, crop, label));
  }

  /**
   * The example of one label on the whole frame, as prediction would ask it.
   *
   * @param label one that the recipe's marker can point at
   */
  public static Example whole(TrainingFrame frame, ExampleRecipe recipe, int label) {
    int width = frame.frame().image().widthPx();
    int height = frame.frame().image().heightPx();
    return make(frame, recipe, new Crop(0, 0, width, height), label);
  }

  private static Example make(TrainingFrame frame, ExampleRecipe recipe, Crop crop, int index) {
    TrainingFrame.Label label = frame.labels().get(index);
    int x = label.xPx() - crop.leftPx();
    int y = label.yPx() - crop.topPx();
    PreparedFrame picture = crop.of(frame.frame());
    Marker marker = Markers.named(recipe.markerName());
    String question =
        recipe
            .prompt()
            .render(
                recipe.task(),
                new PromptValues(
                    marker.words(), List.of(x), List.of(y), crop.widthPx(), crop.heightPx()));
    Truth truth =
        Truth.of(recipe.task(), frame.frame().camera(), List.of(label.point()), List.of());
    return new Example(
        frame.frameId(),
        index,
        new MarkedFrame(picture, marker.paint(x, y)),
        question,
        AnswerFormat.render(recipe.task(), truth.value()));
  }

  /** The label nearest in the list, the earlier of two; −1 if the crop keeps none. */
  private static int nearest(
      List<TrainingFrame.Label> labels, int drawn, Crop crop, Marker marker) {
    for (int away = 0; away < labels.size(); away++) {
      if (drawn - away >= 0 && kept(labels.get(drawn - away), crop, marker)) {
        return drawn - away;
      }
      if (drawn + away < labels.size() && kept(labels.get(drawn + away), crop, marker)) {
        return drawn + away;
      }
    }
    return -1;
  }

  private static boolean kept(TrainingFrame.Label label, Crop crop, Marker marker) {
    return crop.contains(label.xPx(), label.yPx())
        && marker.canMark(
            label.xPx() - crop.leftPx(),
            label.yPx() - crop.topPx(),
            crop.widthPx(),
            crop.heightPx());
  }
}
