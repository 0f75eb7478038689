/**
 * The forward passes of both families. Java works out what depends on shapes only (windows, patch
 * coordinates, rotary positions, where image tokens stand) as small arrays; the arithmetic is
 * TorchScript text beside these classes, so that it runs fused kernels in f32 and bf16 on any
 * device and keeps no Python. Imports {@code vlm.torch}, {@code vlm.checkpoint} and {@code core}.
 *
 * <p>2026-11-22: rows of a batch are padded on the right. Causal attention never looks right, so
 * the fused causal kernel needs no mask, and a row's next word takes the first padding slot of its
 * cache.
 *
 * <p>2026-11-22: windows of equal size run as one batch of the fused kernel. Patches are ordered so
 * that equal windows are contiguous, which is another order than the reference's and the same
 * attention.
 *
 * <p>2026-11-22: query, key and value (and gate and up) stay separate matrices: joining them would
 * copy the mapped weights, and the products are large enough not to gain.
 */
package io.depthlm.common.vlm.model;
