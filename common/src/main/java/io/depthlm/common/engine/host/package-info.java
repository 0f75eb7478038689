/**
 * The engines of a process: one per device, shared by all tasks, watched while they answer, closed
 * when another is asked for. May import {@code engine} and what that may import.
 */
package io.depthlm.common.engine.host;
