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
 *   <li>A model entry's {@code system_prompt} is a text or absent. Absent sends no system message,
 *       and the checkpoint's template does what it does then: Pixtral's adds nothing, Qwen's adds
 *       its own. A third state would be the same bytes as one of these two.
 * </ul>
 */
package io.depthlm.common.config;
