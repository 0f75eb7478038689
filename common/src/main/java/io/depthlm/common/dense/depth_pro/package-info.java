/**
 * Depth Pro: one DINOv2 tower for patches of the picture in three sizes, one for the whole picture,
 * and one for its field of view.
 */
package io.depthlm.common.dense.depth_pro;
