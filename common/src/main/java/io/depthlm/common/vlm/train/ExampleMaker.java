package io.depthlm.common.vlm.train;

import io.depthlm.common.imaging.Crop;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.Marker;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.task.AnswerFormat;
import io.depthlm.common.task.PromptValues;
import io.depthlm.common.task.Truth;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Draws an example from a frame (METHOD section 7): of a crop about the image's centre, a labelled
 * pixel drawn uniformly and moved to the nearest in the list that the crop keeps and the marker can
 * point at, the marker, question and answer. Where an example has several labels, each has a marker
 * of its own, apart from the others.
 */
public final class ExampleMaker {
  /** Two marked pixels are this far apart in columns or rows: no marker covers another's pixel. */
  private static final int APART_PX = 9;

  private ExampleMaker() {}

  /** An example of a crop that is drawn first. */
  public static Optional<Example> draw(
      TrainingFrame frame, ExampleRecipe recipe, RandomGenerator random) {
    RgbImage image = frame.frame().image();
    return draw(
        frame, recipe, recipe.crop().draw(image.widthPx(), image.heightPx(), random), random);
  }

  /**
   * An example within a crop of a frame, or none if no label survives it; one of fewer labels where
   * the crop has no room for more.
   */
  public static Optional<Example> draw(
      TrainingFrame frame, ExampleRecipe recipe, Crop crop, RandomGenerator random) {
    List<String> markers = new ArrayList<>(recipe.markers());
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < recipe.labels(); i++) {
      int drawn = random.nextInt(frame.labels().size());
      String name =
          markers.size() == 1 ? markers.get(0) : markers.get(random.nextInt(markers.size()));
      Marker marker = Markers.named(name);
      int label = nearest(frame.labels(), drawn, crop, marker, asked);
      if (label >= 0) {
        asked.add(new Asked(frame.labels().get(label), label, marker));
        markers.remove(name);
      }
    }
    return asked.isEmpty() ? Optional.empty() : Optional.of(make(frame, recipe, crop, asked));
  }

  /**
   * The example of one label on the whole frame, as prediction would ask it.
   *
   * @param label one that the recipe's first marker can point at
   */
  public static Example whole(TrainingFrame frame, ExampleRecipe recipe, int label) {
    int width = frame.frame().image().widthPx();
    int height = frame.frame().image().heightPx();
    Marker marker = Markers.named(recipe.markers().get(0));
    return make(
        frame,
        recipe,
        new Crop(0, 0, width, height),
        List.of(new Asked(frame.labels().get(label), label, marker)));
  }

  /**
   * A pixel and its marker.
   *
   * @param index of the label in its frame's
   */
  private record Asked(TrainingFrame.Label label, int index, Marker marker) {}

  private static Example make(
      TrainingFrame frame, ExampleRecipe recipe, Crop crop, List<Asked> asked) {
    PreparedFrame picture = crop.of(frame.frame());
    Marks marks = Marks.NONE;
    List<Example.Turn> turns = new ArrayList<>();
    for (Asked one : asked) {
      int x = one.label().xPx() - crop.leftPx();
      int y = one.label().yPx() - crop.topPx();
      marks = marks.and(one.marker().paint(x, y));
      turns.add(
          switch (recipe.lesson()) {
            case TASK -> depth(frame, recipe, crop, one, x, y);
            case POSITION ->
                new Example.Turn(
                    one.index(),
                    "Where is the " + one.marker().words() + "?",
                    AnswerFormat.place(10 * x / crop.widthPx(), 10 * y / crop.heightPx()));
          });
    }
    return new Example(frame.frameId(), new MarkedFrame(picture, marks), turns);
  }

  private static Example.Turn depth(
      TrainingFrame frame, ExampleRecipe recipe, Crop crop, Asked one, int x, int y) {
    String question =
        recipe
            .prompt()
            .render(
                recipe.task(),
                new PromptValues(
                    one.marker().words(), List.of(x), List.of(y), crop.widthPx(), crop.heightPx()));
    double truth =
        Truth.of(recipe.task(), frame.frame().camera(), List.of(one.label().point()), List.of())
            .value();
    double told =
        recipe.digits() == 0
            ? truth
            : new BigDecimal(truth).round(new MathContext(recipe.digits())).doubleValue();
    return new Example.Turn(
        one.index(), question, AnswerFormat.render(recipe.task(), told, recipe.thinking()));
  }

  /** The label nearest in the list, the earlier of two; −1 if none can be marked. */
  private static int nearest(
      List<TrainingFrame.Label> labels, int drawn, Crop crop, Marker marker, List<Asked> asked) {
    for (int away = 0; away < labels.size(); away++) {
      if (drawn - away >= 0 && kept(labels.get(drawn - away), crop, marker, asked)) {
        return drawn - away;
      }
      if (drawn + away < labels.size() && kept(labels.get(drawn + away), crop, marker, asked)) {
        return drawn + away;
      }
    }
    return -1;
  }

  private static boolean kept(
      TrainingFrame.Label label, Crop crop, Marker marker, List<Asked> asked) {
    return crop.contains(label.xPx(), label.yPx())
        && marker.canMark(
            label.xPx() - crop.leftPx(),
            label.yPx() - crop.topPx(),
            crop.widthPx(),
            crop.heightPx())
        && asked.stream()
            .allMatch(
                other ->
                    Math.abs(other.label().xPx() - label.xPx()) >= APART_PX
                        || Math.abs(other.label().yPx() - label.yPx()) >= APART_PX);
  }
}
