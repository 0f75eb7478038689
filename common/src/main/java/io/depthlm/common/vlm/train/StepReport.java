package io.depthlm.common.vlm.train;

import java.io.Serializable;

/**
 * What a step did.
 *
 * @param step from 1
 * @param loss mean cross-entropy a taught token, in nats, before the step
 * @param tokenAccuracy share of taught tokens that were the likeliest word
 * @param gradientNorm global norm of the mean gradient before it was cut
 * @param learningRate of the step
 * @param tokens taught tokens
 * @param seconds the whole step
 * @param waitedSeconds of those, spent waiting for samples to be prepared
 */
public record StepReport(
    long step,
    double loss,
    double tokenAccuracy,
    double gradientNorm,
    double learningRate,
    long tokens,
    double seconds,
    double waitedSeconds)
    implements Serializable {}
