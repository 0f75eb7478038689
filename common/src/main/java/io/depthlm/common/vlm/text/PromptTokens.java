package io.depthlm.common.vlm.text;

/**
 * A question as tokens.
 *
 * @param rendered the output of the chat template, with one placeholder per image
 * @param ids the tokens, with each placeholder expanded to the tokens of its image
 */
public record PromptTokens(String rendered, long[] ids) {}
