package io.depthlm.common.vlm.text;

/**
 * A question as tokens.
 *
 * @param rendered what the chat template made of it, one placeholder per image
 * @param ids its tokens, each placeholder expanded to its image's tokens
 */
public record PromptTokens(String rendered, long[] ids) {}
