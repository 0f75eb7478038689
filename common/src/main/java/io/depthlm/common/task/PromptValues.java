package io.depthlm.common.task;

import java.util.List;

/**
 * What a prompt's placeholders stand for in one question.
 *
 * @param marker the marker in words with its colour, for example {@code red arrow}; empty where the
 *     question names its pixel in words only
 * @param xPx columns of the asked pixels in the prepared frame, in the order of the question
 * @param yPx rows, as many
 * @param widthPx width of the prepared frame
 * @param heightPx height of the prepared frame
 */
public record PromptValues(
    String marker, List<Integer> xPx, List<Integer> yPx, int widthPx, int heightPx) {}
