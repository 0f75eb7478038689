/**
 * The text side of a model: tokenizer, chat template, prompts with image placeholders. May import
 * {@code vlm.checkpoint}, {@code vlm.image} and {@code core}, DJL's tokenizer and jinjava.
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>Templates are rendered by jinjava, the maintained Jinja library for Java. Its whitespace
 *       handling is not Jinja2's where a tag stands in mid-line ({@code "Picture {{ n }}: {% endif
 *       %}"} lost its space), so {@link io.depthlm.common.vlm.text.TemplateWhitespace} settles
 *       whitespace first. Templates come from strangers: {@link
 *       io.depthlm.common.vlm.text.TemplateEngine} allows the tags, filters and methods of Python's
 *       strings that published templates use, nothing of Java, and limits steps, time and sizes
 *       (2026-11-28).
 *   <li>A panic of the native tokenizer ends the process, so its file is checked first, and tried
 *       in a process of its own where a check cannot tell (2026-11-28).
 *   <li>Placeholders are expanded in the tokens, not in the text: special tokens split the text, so
 *       both give the same tokens, and a thousand image tokens need not be tokenised.
 *   <li>{@code no system prompt} is an error with a template that puts in its own: what is asked
 *       for and what the model reads must not differ silently.
 * </ul>
 */
package io.depthlm.common.vlm.text;
