package io.depthlm.common.vlm.train;

import io.depthlm.common.engine.Asking;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.Marker;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.task.AnswerFormat;
import io.depthlm.common.task.Truth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Draws an example from frames (docs/method.md, section 7): of crops about the images' centres, as
 * many labelled pixels of the first as the task asks about, each drawn uniformly and moved to the
 * nearest in the list that the crop keeps and the marker can point at, the marker, question and
 * answer. Where an example has several questions, no pixel is asked twice.
 *
 * <p>Words and marks are those of {@link Asking}, as in prediction.
 */
public final class ExampleMaker {
  private ExampleMaker() {}

  /**
   * An example, or none if fewer labels survive the crop than the task asks about, or its truth is
   * no positive number; one of fewer questions where fewer labels survive.
   *
   * @param frames as many as the task has pictures
   */
  public static Optional<Example> draw(
      List<CroppedFrame> frames, ExampleRecipe recipe, RandomGenerator random) {
    int points = recipe.task().kind().pointsPerQuestion();
    Set<Integer> asked = new HashSet<>();
    List<List<Integer>> questions = new ArrayList<>();
    for (int i = 0; i < recipe.questions(); i++) {
      Marker marker = Markers.named(i == 0 ? recipe.asking().markerName() : Markers.TEXT);
      List<Integer> labels = new ArrayList<>(points);
      for (int p = 0; p < points; p++) {
        int drawn = random.nextInt(frames.get(0).frame().labels().size());
        int label = nearest(frames.get(0), drawn, marker, asked);
        if (label < 0) {
          break;
        }
        asked.add(label);
        labels.add(label);
      }
      if (labels.size() < points) {
        break;
      }
      if (truth(frames, recipe, labels).isUsable()) {
        questions.add(labels);
      } else if (i == 0) {
        break; // only the first question's pixels can be marked
      }
    }
    return questions.isEmpty() ? Optional.empty() : Optional.of(make(frames, recipe, questions));
  }

  /**
   * The example of one question on whole frames, as prediction would ask it.
   *
   * @param frames as many as the task has pictures
   * @param labels as many of the first as the task has pixels, all of which the recipe's marker can
   *     point at
   */
  public static Example whole(
      List<TrainingFrame> frames, ExampleRecipe recipe, List<Integer> labels) {
    return make(frames.stream().map(CroppedFrame::whole).toList(), recipe, List.of(labels));
  }

  /** The truth of a question about some labels of the first of these frames. */
  public static Truth truth(List<CroppedFrame> frames, ExampleRecipe recipe, List<Integer> labels) {
    TrainingFrame first = frames.get(0).frame();
    return Truth.of(
        recipe.task(),
        first.camera(),
        labels.stream().map(label -> first.labels().get(label).point()).toList(),
        frames.stream().map(frame -> frame.frame().pose()).filter(Objects::nonNull).toList());
  }

  private static Example make(
      List<CroppedFrame> frames, ExampleRecipe recipe, List<List<Integer>> questions) {
    Asking asking = recipe.asking();
    CroppedFrame first = frames.get(0);
    boolean byCoordinates = asking.markerName().equals(Markers.TEXT);
    Marks marks = Marks.NONE;
    List<Example.Turn> turns = new ArrayList<>();
    for (List<Integer> labels : questions) {
      List<Marks.Spot> at = labels.stream().map(first::at).toList();
      if (turns.isEmpty()) {
        marks = asking.marks(at);
        turns.add(
            switch (recipe.lesson()) {
              case TASK -> task(frames, recipe, labels, at, marks.shown());
              case POSITION -> position(first, recipe, labels, at.get(0));
            });
      } else {
        turns.add(task(frames, recipe, labels, at, byCoordinates ? List.of() : at));
      }
    }
    List<MarkedFrame> pictures = new ArrayList<>();
    for (CroppedFrame frame : frames) {
      pictures.add(new MarkedFrame(frame.picture(), pictures.isEmpty() ? marks : Marks.NONE));
    }
    return new Example(first.frame().frameId(), pictures, turns);
  }

  private static Example.Turn task(
      List<CroppedFrame> frames,
      ExampleRecipe recipe,
      List<Integer> labels,
      List<Marks.Spot> at,
      List<Marks.Spot> looks) {
    double told = recipe.rounding().of(truth(frames, recipe, labels).value());
    return new Example.Turn(
        labels,
        recipe.asking().words(at, frames.get(0).crop().widthPx(), frames.get(0).crop().heightPx()),
        AnswerFormat.render(recipe.task(), told, recipe.thinking()),
        looks);
  }

  private static Example.Turn position(
      CroppedFrame frame, ExampleRecipe recipe, List<Integer> labels, Marks.Spot at) {
    return new Example.Turn(
        labels,
        "Where is the " + Markers.named(recipe.asking().markerName()).words() + "?",
        AnswerFormat.place(
            10 * at.xPx() / frame.crop().widthPx(), 10 * at.yPx() / frame.crop().heightPx()));
  }

  /**
   * The label nearest in the list, the earlier of two; −1 if no further one can be marked.
   *
   * @param asked those that are taken
   */
  private static int nearest(CroppedFrame frame, int drawn, Marker marker, Set<Integer> asked) {
    int count = frame.frame().labels().size();
    for (int away = 0; away < count; away++) {
      for (int label : new int[] {drawn - away, drawn + away}) {
        if (label >= 0 && label < count && !asked.contains(label) && frame.keeps(label, marker)) {
          return label;
        }
      }
    }
    return -1;
  }
}
