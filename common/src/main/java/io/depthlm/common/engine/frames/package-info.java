/**
 * From frames to outcomes. Pictures are read, decoded and resized once, the engine gets the
 * questions in batches or by frame, and its answers become values of the task. Knows engines by
 * their contract only. May import {@code engine} and what that may import.
 */
package io.depthlm.common.engine.frames;
