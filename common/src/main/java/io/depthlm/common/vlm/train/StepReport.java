package io.depthlm.common.vlm.train;

import java.io.Serializable;

/**
 * The report of a step.
 *
 * @param step from 1
 * @param loss mean cross-entropy per target token before the step, in nats
 * @param tokenAccuracy fraction of target tokens that were the most likely ones
 * @param gradientNorm global norm of the mean gradient before clipping
 * @param learningRate of the step
 * @param tokens number of target tokens
 * @param seconds duration of the step
 * @param waitedSeconds time of the step spent waiting for samples
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
