package io.depthlm.jobs.train;

/**
 * The figures of the model on held-out frames.
 *
 * @param loss mean cross-entropy a taught token, in nats
 * @param tokenAccuracy share of taught tokens that were the likeliest word, each after the right
 *     ones
 * @param delta1 share of points whose own answer is within a factor of 1.25 of the truth
 * @param absRel mean relative error of the answers that hold a number; NaN where none does
 * @param points points asked about
 * @param unparsed answers without a number, which count as wrong
 */
public record HeldOut(
    double loss, double tokenAccuracy, double delta1, double absRel, long points, long unparsed) {}
