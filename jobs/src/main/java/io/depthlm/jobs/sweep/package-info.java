/**
 * A whole sweep: configuration → plans → cells → predict → evaluate, as one run. The only job that
 * calls others; it has no Spark code of its own. Imported by {@code jobs.cli} only.
 *
 * <p>Decision (2026-11-22): a run has its row, and so its lease, before its questions are planned.
 * Beside a lease {@code maintain} takes no plan away, neither one that was found standing nor one
 * that was just written.
 */
package io.depthlm.jobs.sweep;
