package io.depthlm.common.vlm.generate;

import io.depthlm.common.vlm.model.Choices;
import io.depthlm.common.vlm.model.DecodingBatch;
import io.depthlm.common.vlm.model.Limits;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.model.SharedPrefix;
import io.depthlm.common.vlm.model.VlmNet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Batched greedy decoding with a cache. Stateless between batches; safe for several threads if the
 * model is.
 */
public final class GreedyDecoder {
  private final VlmNet net;
  private final StopRule stop;
  private final AnswerTemplate template;
  private final WordRules rules;
  private final int maxWords;

  /**
   * @param template words that answers are expected to have, or null
   * @param maxWords words after which an answer is cut off; at least 1
   */
  public GreedyDecoder(VlmNet net, StopRule stop, AnswerTemplate template, int maxWords) {
    this(net, stop, template, null, maxWords);
  }

  /**
   * @param template words that answers are expected to have, or null
   * @param rules what may be said, or null for anything
   * @param maxWords words after which an answer is cut off; at least 1
   */
  public GreedyDecoder(
      VlmNet net, StopRule stop, AnswerTemplate template, WordRules rules, int maxWords) {
    if (maxWords < 1) {
      throw new IllegalArgumentException("answers of at most %d words".formatted(maxWords));
    }
    this.net = net;
    this.stop = stop;
    this.template = template;
    this.rules = rules;
    this.maxWords = maxWords;
  }

  /** Answers prompts together, in their order. */
  public List<Generated> answer(List<Prompt> prompts) {
    return answer(prompts, () -> {});
  }

  /**
   * Answers prompts together, in their order.
   *
   * @param beforeEachWord throws to give up
   */
  public List<Generated> answer(List<Prompt> prompts, Runnable beforeEachWord) {
    return answer(prompts, null, beforeEachWord);
  }

  /**
   * Answers prompts together, in their order.
   *
   * @param prefix what all of them begin with, read before; null to read each on its own
   * @param beforeEachWord throws to give up
   */
  public List<Generated> answer(
      List<Prompt> prompts, SharedPrefix prefix, Runnable beforeEachWord) {
    List<Row> rows = new ArrayList<>();
    for (int b = 0; b < prompts.size(); b++) {
      rows.add(new Row(prompts.get(b).ids(), stop, template, rules, maxWords));
    }
    List<int[]> openings = rows.stream().map(Row::expected).toList();
    List<List<Limits>> limits = limits(rows, openings);
    try (DecodingBatch batch =
        prefix == null
            ? net.begin(prompts, openings, maxWords, limits)
            : net.begin(prefix, prompts, openings, maxWords, limits)) {
      for (int b = 0; b < rows.size(); b++) {
        batch.hold(b, rows.get(b).take(batch.first(b)));
      }
      List<Row> inBatch = rows;
      while (!inBatch.stream().allMatch(Row::ended)) {
        beforeEachWord.run();
        inBatch = leave(inBatch, batch);
        step(inBatch, batch);
      }
    }
    return rows.stream().map(Row::generated).toList();
  }

  /** What each row may say after its last word and after each of those expected. */
  private List<List<Limits>> limits(List<Row> rows, List<int[]> expected) {
    if (rules == null) {
      return null;
    }
    List<List<Limits>> limits = new ArrayList<>();
    for (int b = 0; b < rows.size(); b++) {
      limits.add(rules.after(rows.get(b).prompt(), rows.get(b).words(), expected.get(b)));
    }
    return limits;
  }

  /**
   * Drops finished rows once they are half of the batch: copying the cache costs more than running
   * a few rows for nothing.
   */
  private static List<Row> leave(List<Row> rows, DecodingBatch batch) {
    int[] open = new int[rows.size()];
    int n = 0;
    for (int b = 0; b < rows.size(); b++) {
      if (!rows.get(b).ended()) {
        open[n++] = b;
      }
    }
    if (2 * n > rows.size()) {
      return rows;
    }
    int[] kept = Arrays.copyOf(open, n);
    batch.keepRows(kept);
    List<Row> left = new ArrayList<>();
    for (int b : kept) {
      left.add(rows.get(b));
    }
    return left;
  }

  /**
   * One pass. Rows that wait for a check of expected words wait until no row goes word by word, so
   * that all are checked in one pass; until then they, like finished rows, run a word for nothing.
   */
  private void step(List<Row> rows, DecodingBatch batch) {
    boolean single = rows.stream().anyMatch(row -> !row.ended() && !row.expects());
    int[][] words = new int[rows.size()][];
    List<int[]> further = new ArrayList<>();
    for (int b = 0; b < words.length; b++) {
      Row row = rows.get(b);
      int[] expected = single || row.ended() ? new int[0] : row.expected();
      further.add(expected);
      words[b] = new int[1 + expected.length];
      words[b][0] = row.last();
      System.arraycopy(expected, 0, words[b], 1, expected.length);
    }
    Choices[] choices = batch.step(words, limits(rows, further));
    for (int b = 0; b < words.length; b++) {
      Row row = rows.get(b);
      if (row.ended() && single) {
        // Its cache counts no more; in step with the others it costs them no mask.
        batch.hold(b, 1);
      }
      if (row.ended() || (single && row.expects())) {
        continue;
      }
      batch.hold(b, 1 + row.take(choices[b]));
    }
  }
}
