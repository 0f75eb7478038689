/**
 * From an image file's bytes to the pixels a model is shown: decoding with limits, Pillow-exact
 * resampling, focal normalisation, crops and markers. Plain Java, no I/O. May import {@code
 * geometry} and {@code core}.
 */
package io.depthlm.common.imaging;
