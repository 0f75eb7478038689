package io.depthlm.jobs.predict;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.frames.FramePipeline;
import io.depthlm.common.engine.frames.Outcome;
import io.depthlm.common.task.ParseStatus;
import io.depthlm.jobs.meter.Meter;
import io.depthlm.jobs.meter.Meters;

/** Adds the figures of one task to the sums of its process. */
final class TaskMeters {
  private final Meters meters = Meters.ofProcess();
  private final FramePipeline pipeline;
  private double deviceSeconds;
  private double waitSeconds;

  TaskMeters(FramePipeline pipeline, long engineLoads) {
    this.pipeline = pipeline;
    meters.add(Meter.ENGINE_LOADS, engineLoads);
  }

  /** An end of a question, and the time up to it. */
  void count(Outcome outcome) {
    meters.add(Meter.QUESTIONS, 1);
    if (outcome.answer() instanceof Answer.Said said) {
      meters.add(Meter.PROMPT_TOKENS, said.promptTokens());
      meters.add(Meter.ANSWER_TOKENS, said.answerTokens());
    }
    if (outcome.answer() instanceof Answer.Failed) {
      meters.add(Meter.FAILED_QUESTIONS, 1);
    } else if (outcome.parsed().status() == ParseStatus.UNPARSED) {
      meters.add(Meter.UNPARSED_ANSWERS, 1);
    }
    addTimes();
  }

  /** The time since the last end; may be called from another thread than {@link #count}. */
  synchronized void addTimes() {
    double device = pipeline.engineSeconds();
    double wait = pipeline.queueWaitSeconds();
    meters.add(Meter.DEVICE_SECONDS, device - deviceSeconds);
    meters.add(Meter.QUEUE_WAIT_SECONDS, wait - waitSeconds);
    deviceSeconds = device;
    waitSeconds = wait;
  }
}
