/**
 * Depths as people look at them: a coloured map with a legend in metres, and a point cloud. Plain
 * Java over arrays; knows nothing of engines or tables. May import {@code imaging}, {@code
 * geometry}, {@code text} and {@code core}.
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>Colours are viridis, turned round so that near is bright: equal steps look equal, also in
 *       print and to the colour-blind. Its table is public domain (CC0); sixteen of its colours are
 *       restated here and those between are interpolated, which is at most one or two grey levels
 *       away.
 *   <li>Letters are drawn from a table of ours: Java's own text needs fonts and native libraries
 *       that server images of Java do not have.
 *   <li>The scale is logarithmic once the farthest is more than eight times the nearest: errors of
 *       depth are relative, and a street would otherwise be one colour.
 *   <li>Point clouds keep the camera's frame (x right, y down, z ahead), so that they lie upon
 *       other clouds of the same camera; viewers turn them upright.
 * </ul>
 */
package io.depthlm.common.render;
