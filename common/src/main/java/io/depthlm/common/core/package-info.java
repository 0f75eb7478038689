/**
 * What every other package may use: ids, the error that a user can fix, threads, folders. Imports
 * nothing of the project.
 */
package io.depthlm.common.core;
