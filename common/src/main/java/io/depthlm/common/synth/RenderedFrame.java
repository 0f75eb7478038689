package io.depthlm.common.synth;

import io.depthlm.common.geometry.Pose;
import io.depthlm.common.imaging.RgbImage;

/**
 * A picture and the truth about it.
 *
 * @param image the colours
 * @param depth exact depth, boundaries and the camera
 * @param cameraToWorld the pose; OpenCV camera axes (x right, y down, z ahead), world z up
 */
public record RenderedFrame(RgbImage image, ExactDepth depth, Pose cameraToWorld) {}
