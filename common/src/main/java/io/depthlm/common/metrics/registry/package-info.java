/** The list of the sets of measures: a new set is one more line. */
package io.depthlm.common.metrics.registry;
