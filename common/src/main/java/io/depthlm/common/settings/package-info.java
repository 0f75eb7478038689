/**
 * The mechanics of configuration files: reading HOCON, includes, overrides, references between keys
 * and errors that name file, line and key. Every key is declared once, as a {@link
 * io.depthlm.common.settings.Setting} with its type, default, limit, unit and help. Which keys this
 * project has is said elsewhere: {@code config} has those of whole files, and each engine those of
 * its own entry. May import {@code core}.
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>References never read the environment or system properties, and a key that looks like a
 *       credential is refused, because the effective configuration is written to {@code runs} for
 *       everyone to read.
 *   <li>An {@code include} is read through the same {@link io.depthlm.common.settings.TextSource}
 *       as the file itself; includes of URLs and of the class path are refused, so that a sweep
 *       file alone decides what it reads.
 *   <li>Settings that only steer execution (chunk sizes, threads, devices) are marked and stay out
 *       of the fingerprint by which a run finds its unfinished predecessor: a sweep resumes after
 *       its chunks were made smaller.
 * </ul>
 */
package io.depthlm.common.settings;
