package io.depthlm.common.vlm.generate;

import io.depthlm.common.vlm.model.Limits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The rules of a checkpoint on the next token, as transformers applies them to a single question.
 *
 * @param penalty repetition penalty on tokens of prompt and answer; 1 for none
 * @param noRepeat length of token sequences that must not occur twice; 0 for no limit
 * @param badWords sequences that must not be generated; none of them is a single end token
 * @param minTokens of prompt and answer before an end token
 * @param minNewTokens of the answer before an end token
 * @param forcedEnd if not empty, the last token within the limit is the first of these
 * @param suppressed tokens that are never generated
 * @param suppressedAtStart tokens that are not generated first
 * @param ends the end tokens
 * @param vocabulary size of the vocabulary
 */
public record WordRules(
    double penalty,
    int noRepeat,
    List<int[]> badWords,
    int minTokens,
    int minNewTokens,
    int[] forcedEnd,
    int[] suppressed,
    int[] suppressedAtStart,
    Set<Integer> ends,
    int vocabulary) {

  /**
   * The limits on the next token at several positions.
   *
   * @param prompt tokens of the question
   * @param said the answer so far; may be empty
   * @param further expected tokens after it
   * @return {@code further.length + 1} limits: after {@code said}, after the first of {@code
   *     further}, …
   */
  List<Limits> after(int[] prompt, int[] said, int[] further) {
    int[] tokens = new int[prompt.length + said.length + further.length];
    System.arraycopy(prompt, 0, tokens, 0, prompt.length);
    System.arraycopy(said, 0, tokens, prompt.length, said.length);
    System.arraycopy(further, 0, tokens, prompt.length + said.length, further.length);
    List<Limits> limits = new ArrayList<>();
    for (int n = prompt.length + said.length; n <= tokens.length; n++) {
      limits.add(after(tokens, n, n - prompt.length));
    }
    return limits;
  }

  private Limits after(int[] tokens, int count, int answered) {
    long[] held =
        Arrays.stream(tokens, 0, count)
            .filter(token -> token < vocabulary)
            .asLongStream()
            .distinct()
            .toArray();
    return new Limits(held, penalty, banned(tokens, count, answered));
  }

  private long[] banned(int[] tokens, int count, int answered) {
    IntStream.Builder banned = IntStream.builder();
    Arrays.stream(suppressed).forEach(banned);
    if (answered == 0) {
      Arrays.stream(suppressedAtStart).forEach(banned);
    }
    if (count < minTokens || answered < minNewTokens) {
      ends.forEach(banned::add);
    }
    for (int[] word : badWords) {
      if (word.length <= count
          && Arrays.equals(word, 0, word.length - 1, tokens, count - word.length + 1, count)) {
        banned.add(word[word.length - 1]);
      }
    }
    int shared = noRepeat - 1;
    for (int at = 0; noRepeat > 0 && at + noRepeat <= count; at++) {
      if (Arrays.equals(tokens, at, at + shared, tokens, count - shared, count)) {
        banned.add(tokens[at + shared]);
      }
    }
    return banned.build().filter(token -> token < vocabulary).asLongStream().distinct().toArray();
  }
}
