package io.depthlm.common.vlm.train;

import io.depthlm.common.imaging.MarkedFrame;

/**
 * One question with its right answer, before it is put into tokens.
 *
 * @param frameId the frame it was drawn from
 * @param label which of the frame's labels it asks for
 * @param picture the crop and the marker on it
 * @param question the words
 * @param answer the words to learn
 */
public record Example(
    String frameId, int label, MarkedFrame picture, String question, String answer) {}
