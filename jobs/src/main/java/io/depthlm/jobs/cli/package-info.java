/**
 * The command line: parses arguments, loads configuration, calls one job and prints its result.
 * {@link io.depthlm.jobs.cli.Main} is the only place that ends the process. May import everything;
 * nothing imports it.
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>Results go to standard output, progress and remarks to standard error, so that {@code
 *       depthlm sql … --format csv > file} holds rows only.
 *   <li>{@code sql} refuses statements that write: the tables are the record of what was run, and
 *       the jobs alone change them.
 *   <li>A command is listed once it works; there are no placeholders.
 * </ul>
 */
package io.depthlm.jobs.cli;
