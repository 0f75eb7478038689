/**
 * Configuration: HOCON files bound to records. Every key is declared once, as a {@link
 * io.depthlm.common.config.Setting} with its type, default, constraint, unit and help; errors,
 * {@code --help-conf} and the effective configuration all come from that one declaration. May
 * import {@code task}, {@code imaging}, {@code geometry} and {@code core}, whose values it binds.
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>Tasks, markers, focal settings and image limits are bound to the types of {@code task} and
 *       {@code imaging} themselves: a misspelt marker or a prompt with a wrong placeholder is then
 *       reported with its file and line, and no second enumeration has to be kept in step.
 *   <li>Substitutions never read the environment or system properties, and a key that looks like a
 *       credential is refused, because the effective configuration is written to {@code runs} for
 *       everyone to read.
 *   <li>An {@code include} is read through the same {@link io.depthlm.common.config.TextSource} as
 *       the file itself; includes of URLs and of the class path are refused, so that a sweep file
 *       alone decides what it reads.
 *   <li>Settings that only steer execution (chunk sizes, threads, devices) are marked and stay out
 *       of the fingerprint by which a run finds its unfinished predecessor: a sweep resumes after
 *       its chunks were made smaller.
 *   <li>A model entry's {@code system_prompt} is {@code none}, {@code template} (the default) or
 *       the words. {@code none} and {@code template} send the same where a template adds nothing;
 *       where it would add its own words, as Qwen's does, {@code none} is refused instead of being
 *       disregarded, because the words in a template cannot be taken out without changing it.
 * </ul>
 */
package io.depthlm.common.config;
