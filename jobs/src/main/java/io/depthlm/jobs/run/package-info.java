/**
 * The record of a run: its cells, its lease, its end. Other jobs read and write it through here; it
 * imports {@code common} and {@code jobs.spark} only.
 *
 * <p>Decisions (2026-11-22): a run is owned by one driver at a time. The lease names host, process
 * and the process's start, so that a driver that died on this host is known to be dead at once and
 * the same command resumes without waiting; a driver of another host is believed alive until its
 * lease runs out.
 */
package io.depthlm.jobs.run;
