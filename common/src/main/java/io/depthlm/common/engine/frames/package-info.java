/**
 * From frames to outcomes: pictures are read, decoded and resized once, questions are put to an
 * engine in batches or by frame, and answers are read as values of the task. Knows any engine by
 * its contract alone. May import {@code engine} and what that may import.
 */
package io.depthlm.common.engine.frames;
