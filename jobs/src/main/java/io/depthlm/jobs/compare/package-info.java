/**
 * Two runs on the questions that both asked: paired differences with intervals, and the gate of a
 * nightly run. May import {@code common}, {@code jobs.tables}, {@code jobs.spark}, {@code jobs.run}
 * and {@code jobs.scoring}.
 */
package io.depthlm.jobs.compare;
