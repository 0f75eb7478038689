/**
 * From the bytes of an image file to the pixels that a model sees: decoding with limits,
 * Pillow-exact resampling, focal normalisation, crops and markers. Plain Java, no I/O. May import
 * {@code geometry} and {@code core}.
 *
 * <p>A frame's way: {@code ImageHeader} (ingest) … {@code ImageDecoder} → {@code FramePreparer} by
 * a {@code FocalPlan} → {@code PreparedFrame}, once per frame; {@code Marker} → {@code Marks} →
 * {@code MarkedFrame}, once per point.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>2026-11-22: agreement is with Pillow 12.3.0 and OpenCV 5.0.0, bit for bit, by golden values
 *       under {@code src/test/resources/golden/imaging}. The official code's undistortion with zero
 *       distortion moved no pixel by a grey level, neither in 24 made pictures with fx ≠ fy and
 *       sides of 20 to 3,200 pixels ({@code undistorted.json}) nor in the 100 frames of iBims-1, so
 *       none is done here. What it does change, the last bits of the camera matrix, is computed as
 *       OpenCV does ({@code FocalPlan}).
 *   <li>2026-11-22: what would not agree with Pillow is refused: 16-bit grey PNG, CMYK and YCCK
 *       JPEG, arithmetic, lossless and 12-bit JPEG, any EXIF orientation but upright.
 *   <li>2026-11-28: "as Pillow" means up to 12.x. Pillow 13.0 (October 2026) resamples along the
 *       columns first where a picture shrinks in height by more than twice what it shrinks in
 *       width; 8-bit values are rounded between the passes, so single pixels differ. All released
 *       weights were trained, and their results published, with the older order.
 * </ul>
 */
package io.depthlm.common.imaging;
