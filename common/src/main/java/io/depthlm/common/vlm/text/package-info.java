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
 *       whitespace first. Methods of Python strings ({@code startswith}) do not exist there: a
 *       template that uses them is an error that says so.
 *   <li>Placeholders are expanded in the tokens, not in the text: special tokens split the text, so
 *       both give the same tokens, and a thousand image tokens need not be tokenised.
 *   <li>{@code no system prompt} is an error with a template that puts in its own: what is asked
 *       for and what the model reads must not differ silently.
 * </ul>
 */
package io.depthlm.common.vlm.text;
