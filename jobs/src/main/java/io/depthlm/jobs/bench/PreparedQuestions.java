package io.depthlm.jobs.bench;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.Question;
import io.depthlm.common.engine.frames.FramePipeline;
import io.depthlm.common.engine.frames.FrameWork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Questions as an engine is given them: pictures decoded, resized and marked. */
final class PreparedQuestions {
  private PreparedQuestions() {}

  /** Those of some work, frame by frame. */
  static List<Question> of(Asking asking, List<FrameWork> work) {
    Recorder recorder = new Recorder();
    try (FramePipeline pipeline =
        new FramePipeline(List.of(asking), recorder, EngineSpec.Needs.PIXELS, 2)) {
      pipeline.run(work.iterator()).forEachRemaining(outcome -> {});
    }
    return List.copyOf(recorder.seen);
  }

  /** Keeps what it is asked. */
  private static final class Recorder implements DepthEngine {
    private final List<Question> seen = Collections.synchronizedList(new ArrayList<>());

    @Override
    public List<Answer> answer(List<Question> questions) {
      seen.addAll(questions);
      return Collections.nCopies(
          questions.size(), new Answer.Said("", null, 0, 0, questions.size()));
    }

    @Override
    public int batchSize() {
      return 64;
    }

    @Override
    public String device() {
      return "none";
    }

    @Override
    public void close() {}
  }
}
