/**
 * A Hugging Face checkpoint folder: weights (safetensors) and configuration, read and checked
 * before anything is believed. Plain Java: knows nothing of tensors in memory. May import {@code
 * engine} and {@code core}.
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>One canonical name per tensor ({@link io.depthlm.common.vlm.checkpoint.TensorNames}), so
 *       that model code knows nothing of the prefixes of different versions.
 *   <li>The header reader is ours: no maintained safetensors reader for Java checks the whole
 *       header, and the format is a page long.
 *   <li>A checkpoint is checked completely against its architecture when it is opened. A tensor too
 *       many is an error, as is one too few: silently leaving trained weights out gives a model
 *       that answers, wrongly.
 *   <li>Numbers that the shapes of the tensors show are taken from there when a configuration omits
 *       them; where both speak and disagree, it is an error.
 *   <li>2026-11-29: weights are read ahead through the page cache, not into buffers of ours: the
 *       loader stays as it is, an error changes nothing, and no memory is taken. Pinned buffers for
 *       a GPU are left out: DJL has none, and where there is no GPU TorchScript refuses to make
 *       one, so that they could not be tested.
 * </ul>
 */
package io.depthlm.common.vlm.checkpoint;
