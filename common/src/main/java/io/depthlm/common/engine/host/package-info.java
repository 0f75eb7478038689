/**
 * The engines of a process: one per device, shared by all tasks, with a limit on the time without
 * an answer, closed when a task asks for another one. May import {@code engine} and what that may
 * import.
 */
package io.depthlm.common.engine.host;
