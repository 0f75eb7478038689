package io.depthlm.common.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.atomic.DoubleAdder;

/**
 * What this process has spent. Requests that are under way when the limit is reached are still
 * paid, so the limit may be passed by their price.
 */
final class Spending {
  private static final double MILLION = 1e6;

  private final HttpSettings.Prices prices;
  private final DoubleAdder spentUsd = new DoubleAdder();

  Spending(HttpSettings.Prices prices) {
    this.prices = prices;
  }

  /**
   * Counts one answer.
   *
   * @param reported the price as the endpoint itself reports it; any node, often a missing one
   * @return US dollars, or null if neither the endpoint nor the entry knows
   */
  Double add(int promptTokens, int answerTokens, JsonNode reported) {
    Double cost = cost(promptTokens, answerTokens, reported);
    if (cost != null) {
      spentUsd.add(cost);
    }
    return cost;
  }

  private Double cost(int promptTokens, int answerTokens, JsonNode reported) {
    if (reported.isNumber() && reported.asDouble() >= 0) {
      return reported.asDouble();
    }
    return prices.promptUsdPerMillion() == null || prices.answerUsdPerMillion() == null
        ? null
        : (promptTokens * prices.promptUsdPerMillion()
                + answerTokens * prices.answerUsdPerMillion())
            / MILLION;
  }

  /** Whether nothing more may be asked. */
  boolean isOver() {
    return prices.limitUsd() != null && spentUsd.sum() >= prices.limitUsd();
  }

  /** One line for people. */
  String told() {
    return "this process has spent %.4f US dollars; spending_limit is %s"
        .formatted(spentUsd.sum(), prices.limitUsd());
  }
}
