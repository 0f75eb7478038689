package io.depthlm.common.task;

import java.util.Map;

/**
 * A token of an answer with what could have stood in its place.
 *
 * @param text the token's own text; empty where it is not known
 * @param odds probabilities of tokens at this place by their texts, the token itself among them; in
 *     any unit, and not necessarily of all tokens
 */
public record TokenOdds(String text, Map<String, Double> odds) {
  /** A token of which no other number could have come. */
  public static final TokenOdds OTHER = new TokenOdds("", Map.of());
}
