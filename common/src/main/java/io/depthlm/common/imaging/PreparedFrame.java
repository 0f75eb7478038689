package io.depthlm.common.imaging;

import io.depthlm.common.geometry.Intrinsics;

/**
 * A frame decoded and resized once, before any marker: shared by all its points. Engines may cache
 * by its identity.
 *
 * @param image the focal-normalised pixels, never painted on
 * @param camera the camera of those pixels: size, focal lengths and centre scaled with the image
 */
public record PreparedFrame(RgbImage image, Intrinsics camera) {}
