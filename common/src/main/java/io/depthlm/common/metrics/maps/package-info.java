/**
 * The depth edges of whole maps: Depth Pro's boundary F1, iBims-1's boundary errors, and the
 * profile of edges (docs/structure.md, "Whole maps"). Pure values, no I/O.
 */
package io.depthlm.common.metrics.maps;
