package io.depthlm.common.vlm.train;

import io.depthlm.common.imaging.Crop;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.Marker;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.task.AnswerFormat;
import io.depthlm.common.task.GroundTruthPoint;
import io.depthlm.common.task.PromptValues;
import io.depthlm.common.task.Truth;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Draws an example from a frame (docs/method.md, section 7): of a crop about the image's centre, a
 * labelled pixel drawn uniformly and moved to the nearest in the list that the crop keeps and the
 * marker can point at, the marker, question and answer. Where an example has several labels, none
 * is asked twice.
 */
public final class ExampleMaker {
  private ExampleMaker() {}

  /**
   * An example within a crop of a frame, or none if no label survives it; one of fewer labels where
   * fewer survive.
   */
  public static Optional<Example> draw(
      TrainingFrame frame, ExampleRecipe recipe, Crop crop, RandomGenerator random) {
    Set<Integer> asked = new LinkedHashSet<>();
    for (int i = 0; i < recipe.labels(); i++) {
      int drawn = random.nextInt(frame.labels().size());
      Marker marker = Markers.named(i == 0 ? recipe.marker() : Markers.TEXT);
      int label = nearest(frame.labels(), drawn, crop, marker, asked);
      if (label < 0) {
        break;
      }
      asked.add(label);
    }
    return asked.isEmpty() ? Optional.empty() : Optional.of(make(frame, recipe, crop, asked));
  }

  /**
   * The example of one label on the whole frame, as prediction would ask it.
   *
   * @param label one that the recipe's marker can point at
   */
  public static Example whole(TrainingFrame frame, ExampleRecipe recipe, int label) {
    int width = frame.frame().image().widthPx();
    int height = frame.frame().image().heightPx();
    return make(frame, recipe, new Crop(0, 0, width, height), Set.of(label));
  }

  private static Example make(
      TrainingFrame frame, ExampleRecipe recipe, Crop crop, Set<Integer> asked) {
    Marker marker = Markers.named(recipe.marker());
    boolean painted = !recipe.marker().equals(Markers.TEXT);
    Marks marks = Marks.NONE;
    List<Example.Turn> turns = new ArrayList<>();
    for (int index : asked) {
      TrainingFrame.Label label = frame.labels().get(index);
      int x = label.xPx() - crop.leftPx();
      int y = label.yPx() - crop.topPx();
      if (turns.isEmpty()) {
        marks = marker.paint(x, y);
        turns.add(
            switch (recipe.lesson()) {
              case TASK -> depth(frame, recipe, crop, index, x, y);
              case POSITION ->
                  new Example.Turn(
                      index,
                      "Where is the " + marker.words() + "?",
                      AnswerFormat.place(10 * x / crop.widthPx(), 10 * y / crop.heightPx()));
            });
      } else {
        Example.Turn turn = depth(frame, recipe, crop, index, x, y);
        turns.add(painted ? turn.lookingAt(new Example.Pixel(x, y)) : turn);
      }
    }
    return new Example(frame.frameId(), new MarkedFrame(crop.of(frame.frame()), marks), turns);
  }

  private static Example.Turn depth(
      TrainingFrame frame, ExampleRecipe recipe, Crop crop, int index, int x, int y) {
    String question =
        recipe
            .prompt()
            .render(
                recipe.task(),
                new PromptValues(
                    Markers.named(recipe.marker()).words(),
                    List.of(x),
                    List.of(y),
                    crop.widthPx(),
                    crop.heightPx()));
    GroundTruthPoint point = frame.labels().get(index).point();
    double truth =
        Truth.of(recipe.task(), frame.frame().camera(), List.of(point), List.of()).value();
    double told = recipe.rounding().of(truth);
    return new Example.Turn(
        index, question, AnswerFormat.render(recipe.task(), told, recipe.thinking()));
  }

  /**
   * The label nearest in the list, the earlier of two; −1 if no further one can be marked.
   *
   * @param asked those that are taken
   */
  private static int nearest(
      List<TrainingFrame.Label> labels, int drawn, Crop crop, Marker marker, Set<Integer> asked) {
    for (int away = 0; away < labels.size(); away++) {
      for (int label : new int[] {drawn - away, drawn + away}) {
        if (label >= 0
            && label < labels.size()
            && !asked.contains(label)
            && kept(labels.get(label), crop, marker)) {
          return label;
        }
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
