package io.depthlm.common.task;

import io.depthlm.common.geometry.LabelKind;

/**
 * A labelled pixel as the {@code points} table holds it.
 *
 * @param xPx column in the original image
 * @param yPx row in the original image
 * @param labelKind the kind of the ingested depth; the other one was computed from it
 * @param zM depth along the optical axis
 * @param radialM distance from the camera centre
 */
public record GroundTruthPoint(
    double xPx, double yPx, LabelKind labelKind, double zM, double radialM) {}
