package io.depthlm.common.vlm.model;

import java.util.List;

/**
 * One question in tokens.
 *
 * @param ids token ids, each image's place filled with as many image tokens as it has features; not
 *     to be written to
 * @param images the images, in the order of their places
 */
public record Prompt(int[] ids, List<PatchedImage> images) {}
