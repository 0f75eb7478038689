/**
 * Ids, checks and the user-error type: what every other package may lean on. Imports nothing of the
 * project.
 */
package io.depthlm.common.core;
