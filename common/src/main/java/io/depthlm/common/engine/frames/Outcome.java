package io.depthlm.common.engine.frames;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.task.ParsedAnswer;
import java.time.Instant;

/**
 * What came of one question.
 *
 * @param frameId the first frame's id
 * @param parsed {@link ParsedAnswer#UNPARSED} for an answer that failed
 * @param latencyMs time of the engine call that answered it, shared by all questions of that call;
 *     0 where no engine was called
 */
public record Outcome(
    String frameId,
    FrameWork.Ask ask,
    Answer answer,
    ParsedAnswer parsed,
    double latencyMs,
    Instant at) {}
