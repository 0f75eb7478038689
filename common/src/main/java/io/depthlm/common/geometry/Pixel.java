package io.depthlm.common.geometry;

/** A pixel position, column then row, origin at the top left; fractions allowed in labels. */
public record Pixel(double xPx, double yPx) {}
