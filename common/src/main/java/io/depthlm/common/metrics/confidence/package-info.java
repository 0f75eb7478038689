/**
 * Measures of an engine's confidence in its answers, as sums over one image's answers that merge in
 * any order. Pure values, no I/O.
 */
package io.depthlm.common.metrics.confidence;
