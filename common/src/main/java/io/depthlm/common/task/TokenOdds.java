package io.depthlm.common.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A token of an answer with what could have stood in its place. */
public interface TokenOdds {
  /** A token of which no other number could have come. */
  TokenOdds OTHER = of("", Map.of());

  /** The token itself; its text is empty where it is not known. */
  NumberPart own();

  /** The tokens that could have stood at this place, the token itself among them. */
  List<NumberPart> tokens();

  /**
   * The probabilities of the {@link #tokens()} in their order, in any unit, and not necessarily
   * with those of all tokens. Computed at each call.
   */
  double[] odds();

  /** A token with probabilities by text. */
  static TokenOdds of(String own, Map<String, Double> odds) {
    NumberPart part = NumberPart.of(own);
    List<NumberPart> tokens = new ArrayList<>(odds.size());
    double[] each = new double[odds.size()];
    for (Map.Entry<String, Double> one : odds.entrySet()) {
      each[tokens.size()] = one.getValue();
      tokens.add(NumberPart.of(one.getKey()));
    }
    return new TokenOdds() {
      @Override
      public NumberPart own() {
        return part;
      }

      @Override
      public List<NumberPart> tokens() {
        return tokens;
      }

      @Override
      public double[] odds() {
        return each;
      }
    };
  }
}
