/**
 * Cameras, pixels and the two meanings of a depth label. Pure values, metres and pixels. May import
 * {@code core} only.
 */
package io.depthlm.common.geometry;
