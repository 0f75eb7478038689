package io.depthlm.common.dataset;

import java.io.Serializable;

/**
 * The two sides of a depth step near a point, in the kind of the point's own depth.
 *
 * @param nearM the foreground's depth
 * @param farM the background's
 */
public record DepthStep(double nearM, double farM) implements Serializable {}
