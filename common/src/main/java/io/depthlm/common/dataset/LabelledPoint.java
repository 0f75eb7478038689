package io.depthlm.common.dataset;

import java.io.Serializable;

/**
 * One labelled pixel.
 *
 * @param pointId its index in the line it came from, rejected points counted
 * @param xPx column in the original image, fractions kept, {@code 0 <= xPx < W}
 * @param yPx row, likewise
 * @param depthM the label in metres, positive and finite; whether it is z or radial is the
 *     dataset's to say, not the line's
 * @param region where it lies, or null when the file does not say
 */
public record LabelledPoint(int pointId, double xPx, double yPx, double depthM, Region region)
    implements Serializable {}
