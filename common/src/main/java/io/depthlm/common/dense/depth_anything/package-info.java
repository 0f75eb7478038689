/** Depth Anything (versions 1 and 2): a DINOv2 tower with a DPT neck and a head of three layers. */
package io.depthlm.common.dense.depth_anything;
