package io.depthlm.common.task;

import java.util.List;

/**
 * The values of a prompt's placeholders for one question.
 *
 * @param marker the name of the marker with its colour, for example {@code red arrow}; empty if
 *     nothing is painted
 * @param xPx columns of the asked pixels in the prepared frame, in the order of the question
 * @param yPx rows of these pixels
 * @param widthPx width of the prepared frame
 * @param heightPx height of the prepared frame
 */
public record PromptValues(
    String marker, List<Integer> xPx, List<Integer> yPx, int widthPx, int heightPx) {}
