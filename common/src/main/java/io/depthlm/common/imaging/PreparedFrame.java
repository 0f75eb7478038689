package io.depthlm.common.imaging;

import io.depthlm.common.geometry.Intrinsics;

/**
 * A decoded and resized frame without a marker, shared by all its questions. Engines may use its
 * identity as a cache key.
 *
 * @param image the focal-normalised pixels, never painted on
 * @param camera the camera of those pixels: size, focal lengths and centre scaled with the image
 */
public record PreparedFrame(RgbImage image, Intrinsics camera) {}
