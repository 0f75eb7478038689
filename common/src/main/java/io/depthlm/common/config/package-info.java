/**
 * The keys of this project's configuration files (sweeps, model entries, prompts, data sets,
 * training), bound to records. The keys of an engine are declared by the engine itself. May import
 * {@code settings}, {@code engine}, {@code task}, {@code imaging}, {@code geometry} and {@code
 * core}, whose values it binds.
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>Tasks, markers, focal settings and image limits are bound to the types of {@code task} and
 *       {@code imaging} themselves: a misspelt marker or a prompt with a wrong placeholder is then
 *       reported with its file and line, and no second enumeration has to be kept in step.
 *   <li>A model entry's {@code system_prompt} is {@code none}, {@code template} (the default) or
 *       the words. {@code none} and {@code template} send the same where a template adds nothing;
 *       where it would add its own words, as Qwen's does, {@code none} is refused instead of being
 *       disregarded, because the words in a template cannot be taken out without changing it.
 * </ul>
 */
package io.depthlm.common.config;
