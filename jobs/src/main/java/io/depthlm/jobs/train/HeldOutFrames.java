package io.depthlm.jobs.train;

import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.common.vlm.train.TrainingFrame;
import io.depthlm.jobs.train.FrameRows.Which;
import io.depthlm.jobs.train.PrepareFrames.Unlabelled;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The held-out frames that a run asks about; tasks that want the same ones share them. */
final class HeldOutFrames {
  private final TrainContext context;
  private final Map<Wanted, List<TrainingFrame>> prepared = new HashMap<>();

  HeldOutFrames(TrainContext context) {
    this.context = context;
  }

  /**
   * What a task wants.
   *
   * @param frames their number
   * @param labels of each, at most
   */
  private record Wanted(Which which, int frames, int labels, Unlabelled unlabelled) {}

  /** Frames for questions of a task, with labels for as many as are checked. */
  List<TrainingFrame> of(TaskSpec task) {
    TrainConfig train = context.train();
    int questions = train.check().points();
    int points = task.kind().pointsPerQuestion();
    Which which = Which.of(task);
    FrameRows rows =
        new FrameRows(context.warehouse(), train.check().dataset(), train.check().split(), which);
    int frames = (int) Math.min(questions, context.sizes().of(rows).frames());
    Wanted wanted =
        new Wanted(
            which,
            frames,
            Math.max(1, points) * ((questions + frames - 1) / frames),
            points == 0 ? Unlabelled.KEPT : Unlabelled.REJECTED);
    return prepared.computeIfAbsent(
        wanted,
        w ->
            TrainingData.prepared(
                context.warehouse(),
                train,
                rows.sample(w.frames(), train.seed()),
                Recipes.heldOut(train, task),
                w.labels(),
                w.unlabelled()));
  }
}
