/**
 * The image processors of all families, from prepared pixels to patches. May import {@code
 * vlm.checkpoint}, {@code imaging}, {@code geometry} and {@code core}; knows no tensors.
 *
 * <p>Decisions (2026-11-22): 8-bit values go through a table of 3 · 256 numbers that is computed
 * once in the reference's own arithmetic, which is both exact and the fastest way. A frame is
 * patched once; a question's marker replaces the few patches it touches, also where the processor
 * resizes, by resampling the marker's window alone.
 */
package io.depthlm.common.vlm.image;
