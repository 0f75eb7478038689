/**
 * Synthetic scenes with exact depth: rooms and streets of things at their real sizes, drawn by a
 * ray caster, written in the curated form. Training data, the demonstration's frames and large test
 * inputs come from here, so that none has to be shipped or fetched. May import {@code geometry},
 * {@code imaging} and {@code core}.
 *
 * <p>Conventions: the world has x right, y away, z up, metres, floor at z = 0. Cameras follow
 * OpenCV (x right, y down, z ahead); {@code camera_to_world} is row-major. Pixel (0, 0) has its
 * centre at (0, 0): the ray of pixel (u, v) is ((u − cx) / fx, (v − cy) / fy, 1). A label is the
 * depth of that ray alone; only colours are averaged over the pixel.
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>A frame is a pure function of the settings and its number. Arithmetic is limited to what
 *       Java defines to the last bit (the four operations, square roots, StrictMath), so pictures
 *       and labels are the same on every machine. A PNG's bytes are too as long as the Java
 *       runtime's zlib is; its pixels always are.
 *   <li>Sizes that real things always have (tiles 0.30 m, bricks 0.25 × 0.075 m, doors 2.05 m, cars
 *       4.4 m, storeys 3 m) are constants: they are the cue from which metric depth can be learnt.
 *   <li>A ray caster of convex bodies over per-tile lists and not a general tracer: one core draws
 *       about eight frames of 640 × 480 a second with shadows and smoothed edges.
 *   <li>Training and evaluation scenes differ in one bit of the number they are made from, so that
 *       they are disjoint by construction and not by a likely draw.
 * </ul>
 */
package io.depthlm.common.synth;
