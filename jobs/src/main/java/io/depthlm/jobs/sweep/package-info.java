/**
 * A whole sweep: configuration → plans → cells → predict → evaluate, as one run. The only job that
 * calls others; it has no Spark code of its own. Imported by {@code jobs.cli} only.
 */
package io.depthlm.jobs.sweep;
