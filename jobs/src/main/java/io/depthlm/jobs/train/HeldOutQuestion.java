package io.depthlm.jobs.train;

import io.depthlm.common.task.TaskSpec;
import io.depthlm.common.task.Truth;
import io.depthlm.common.vlm.train.CroppedFrame;
import io.depthlm.common.vlm.train.Example;
import io.depthlm.common.vlm.train.ExampleMaker;
import io.depthlm.common.vlm.train.ExampleRecipe;
import io.depthlm.common.vlm.train.FramePairs;
import io.depthlm.common.vlm.train.TrainingFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A question about whole held-out frames, as a sweep would ask it.
 *
 * @param truth in the unit of the task
 */
record HeldOutQuestion(TaskSpec task, Example example, double truth) {
  /**
   * Questions of the recipe's task. About pixels: frame by frame the first, then the second, until
   * there are enough, where a task of two pixels takes the labels of a frame in pairs. About two
   * pictures: one for each frame whose next is among the frames.
   *
   * @param most so many at most
   */
  static List<HeldOutQuestion> of(ExampleRecipe recipe, List<TrainingFrame> frames, int most) {
    List<HeldOutQuestion> questions = new ArrayList<>();
    int points = recipe.task().kind().pointsPerQuestion();
    if (points == 0) {
      Map<Integer, Integer> next = new TreeMap<>(FramePairs.of(recipe.task(), frames));
      next.forEach(
          (first, second) ->
              add(questions, recipe, List.of(frames.get(first), frames.get(second)), List.of()));
      return List.copyOf(questions.subList(0, Math.min(most, questions.size())));
    }
    int deepest = frames.stream().mapToInt(f -> f.labels().size()).max().orElse(0);
    for (int from = 0; from + points <= deepest; from += points) {
      List<Integer> labels = IntStream.range(from, from + points).boxed().toList();
      for (TrainingFrame frame : frames) {
        if (from + points <= frame.labels().size() && questions.size() < most) {
          add(questions, recipe, List.of(frame), labels);
        }
      }
    }
    return List.copyOf(questions);
  }

  private static void add(
      List<HeldOutQuestion> questions,
      ExampleRecipe recipe,
      List<TrainingFrame> frames,
      List<Integer> labels) {
    Truth truth =
        ExampleMaker.truth(frames.stream().map(CroppedFrame::whole).toList(), recipe, labels);
    if (truth.isUsable()) {
      questions.add(
          new HeldOutQuestion(
              recipe.task(), ExampleMaker.whole(frames, recipe, labels), truth.value()));
    }
  }
}
