package io.depthlm.common.engine.frames;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.task.ParsedAnswer;
import java.time.Instant;

/**
 * The outcome of one question.
 *
 * @param frameId the first frame's id
 * @param parsed {@link ParsedAnswer#UNPARSED} for an answer that failed
 * @param latencyMs duration of the engine call that answered it, the same for all questions of that
 *     call; 0 if the engine was not called
 */
public record Outcome(
    String frameId,
    FrameWork.Ask ask,
    Answer answer,
    ParsedAnswer parsed,
    double latencyMs,
    Instant at) {}
