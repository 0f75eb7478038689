package io.depthlm.common.vlm.generate;

import io.depthlm.common.vlm.model.Limits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What may come next after the tokens so far, by the rules that a checkpoint brings; each as
 * transformers applies it to one question alone.
 *
 * @param penalty on tokens that prompt or answer hold; 1 for none
 * @param noRepeat no run of so many tokens may appear twice; 0 for any
 * @param badWords sequences that may not be said; none of them a single end token
 * @param minTokens of prompt and answer before an end token
 * @param minNewTokens of the answer before an end token
 * @param forcedEnd the last word that the limit allows is the first of these; empty for any
 * @param suppressed never said
 * @param suppressedAtStart not said first
 * @param ends the end tokens
 * @param vocabulary number of words; others are not among the logits
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
   * The limits after each of some words.
   *
   * @param prompt the question's tokens
   * @param said the answer so far; may be empty
   * @param further words that may follow it
   * @return {@code further.length + 1} of them: after {@code said}, after the first of {@code
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
