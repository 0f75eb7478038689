package io.depthlm.common.vlm.model;

/**
 * An image as the vision tower reads it.
 *
 * @param grid its size in patches
 * @param values normalised pixels, patch after patch in the family's order (Qwen: merge blocks
 *     together, a patch as channel, frame, row, column; Pixtral: row by row, a patch as channel,
 *     row, column); not to be written to
 */
public record PatchedImage(PatchGrid grid, float[] values) {}
