package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.vlm.torch.TensorList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Questions that are being answered together: their cache, and how far each row has got. A row's
 * cache holds {@link #held} words; words run through {@link #step} are held only once {@link #hold}
 * says so, which is how words that were only expected are taken back.
 *
 * <p>One thread at a time. Closing it frees the cache.
 */
public final class DecodingBatch implements AutoCloseable {
  private final VlmNet net;
  private final NDManager scope;
  private final int slots;
  private TensorList cache;
  private NDManager cacheScope;
  private int[] held;
  private int[] offset;
  private final TensorList shared;
  private Choices[] first;

  /**
   * @param shared what stands before all rows
   */
  private DecodingBatch(VlmNet net, TensorList shared, int slots) {
    this.net = net;
    this.shared = shared;
    this.scope = net.manager().newSubManager();
    this.slots = slots;
  }

  static DecodingBatch begin(
      VlmNet net, List<Prompt> prompts, List<int[]> expected, int room, List<List<Limits>> limits) {
    PromptBatch batch = PromptBatch.of(prompts, expected, net.config(), net.vision()::tokens);
    DecodingBatch state = new DecodingBatch(net, net.decoder().nothing(), batch.length() + room);
    try {
      state.prefill(batch, prompts, expected, limits);
      return state;
    } catch (RuntimeException | Error e) {
      state.close();
      throw e;
    }
  }

  static DecodingBatch begin(
      VlmNet net,
      SharedPrefix prefix,
      List<Prompt> prompts,
      List<int[]> expected,
      int room,
      List<List<Limits>> limits) {
    int[][] words = new int[prompts.size()][];
    int longest = 0;
    for (int b = 0; b < words.length; b++) {
      int[] ids = prompts.get(b).ids();
      int own = ids.length - prefix.length();
      words[b] = Arrays.copyOfRange(ids, prefix.length(), ids.length + expected.get(b).length);
      System.arraycopy(expected.get(b), 0, words[b], own, expected.get(b).length);
      longest = Math.max(longest, words[b].length);
    }
    DecodingBatch state = new DecodingBatch(net, prefix.cache(), longest + room);
    try {
      state.branch(prefix, prompts, words, expected, limits);
      return state;
    } catch (RuntimeException | Error e) {
      state.close();
      throw e;
    }
  }

  /** Runs what each row has behind the prefix as its first words. */
  private void branch(
      SharedPrefix prefix,
      List<Prompt> prompts,
      int[][] words,
      List<int[]> expected,
      List<List<Limits>> limits) {
    held = new int[words.length];
    offset = new int[words.length];
    Arrays.fill(offset, prefix.next());
    cacheScope = scope.newSubManager();
    cache = net.decoder().cache(words.length, slots, cacheScope);
    int[] own = new int[words.length];
    for (int b = 0; b < words.length; b++) {
      own[b] = words[b].length - expected.get(b).length;
    }
    int[] from = Arrays.stream(own).map(n -> n - 1).toArray();
    first = run(words, from, shown(prefix, prompts, words, own), limits);
    held = own;
  }

  /** Image tokens behind the prefix: in each row's own words, padded to the longest. */
  private Decoder.Shown shown(SharedPrefix prefix, List<Prompt> prompts, int[][] words, int[] own) {
    int n = Arrays.stream(words).mapToInt(row -> row.length).max().orElse(0);
    LongStream.Builder places = LongStream.builder();
    LongStream.Builder which = LongStream.builder();
    for (int b = 0; b < words.length; b++) {
      int look = -1;
      for (int i = 0; i < n; i++) {
        // Padding repeats the last word, and what that shows.
        int word = words[b][Math.min(i, words[b].length - 1)];
        if (word == net.config().imageTokenId() && Math.min(i, words[b].length - 1) < own[b]) {
          look += i < own[b] ? 1 : 0;
          places.add((long) b * n + i);
          which.add(prompts.get(b).looks()[look]);
        }
      }
    }
    long[] at = places.build().toArray();
    return at.length == 0
        ? Decoder.Shown.NOTHING
        : new Decoder.Shown(at, prefix.features(), which.build().toArray());
  }

  private void prefill(
      PromptBatch batch, List<Prompt> prompts, List<int[]> expected, List<List<Limits>> limits) {
    int rows = batch.rows();
    held = batch.lengths().clone();
    offset = new int[rows];
    // Equally many positions of each row; those of fewer expected words repeat their last.
    int perRow = 1 + expected.stream().mapToInt(words -> words.length).max().orElse(0);
    long[] keep = new long[rows * perRow];
    List<Limits> each = limits == null ? null : new ArrayList<>();
    for (int b = 0; b < rows; b++) {
      offset[b] = batch.next()[b] - held[b];
      for (int i = 0; i < perRow; i++) {
        keep[b * perRow + i] =
            (long) b * batch.length() + held[b] - 1 + Math.min(i, expected.get(b).length);
        if (each != null) {
          each.add(limits.get(b).get(Math.min(i, expected.get(b).length)));
        }
      }
    }
    cacheScope = scope.newSubManager();
    cache = net.decoder().cache(rows, slots, cacheScope);
    try (NDManager work = scope.newSubManager()) {
      List<NDArray> features = net.features(prompts, work);
      NDArray logits = net.decoder().prefill(batch, features, keep, cache, work);
      Choices all = choose(logits, each);
      first = new Choices[rows];
      for (int b = 0; b < rows; b++) {
        first[b] = all.part(b * perRow, b * perRow + 1 + expected.get(b).length);
      }
    }
  }

  private Choices choose(NDArray logits, List<Limits> limits) {
    return limits == null ? net.decoder().choose(logits) : net.decoder().choose(logits, limits);
  }

  /** How many rows there are. */
  public int rows() {
    return held.length;
  }

  /** How many words of a row the cache holds, its prompt included. */
  public int held(int row) {
    return held[row];
  }

  /**
   * What greedy decoding says first: after the prompt of a row, and after each of its expected
   * words.
   */
  public Choices first(int row) {
    return first[row];
  }

  /** Says that the next {@code words} of a row's cache, as last run, belong to its answer. */
  public void hold(int row, int words) {
    held[row] += words;
  }

  /**
   * Runs the next words of every row, and returns the choices after each of them: of row 0, of row
   * 1, … each {@code words[row].length} long. A row with nothing to say may run any word: it is not
   * held.
   */
  public Choices[] step(int[][] words) {
    return step(words, null);
  }

  /**
   * The same with limits on what is chosen.
   *
   * @param limits for each row, after each of its words; null for none
   */
  public Choices[] step(int[][] words, List<List<Limits>> limits) {
    return run(words, new int[words.length], Decoder.Shown.NOTHING, limits);
  }

  /**
   * @param from the first word of each row whose choice is wanted
   */
  private Choices[] run(int[][] words, int[] from, Decoder.Shown shown, List<List<Limits>> limits) {
    int rows = rows();
    int n = 0;
    int used = 0;
    int total = 0;
    for (int b = 0; b < rows; b++) {
      n = Math.max(n, words[b].length);
      used = Math.max(used, held[b] + words[b].length);
      total += words[b].length - from[b];
    }
    if (used > slots) {
      throw new IllegalStateException("%d words for a cache of %d".formatted(used, slots));
    }
    long[] ids = new long[rows * n];
    long[] at = new long[rows * n];
    float[] positions = new float[rows * n];
    long[] keep = new long[total];
    int kept = 0;
    for (int b = 0; b < rows; b++) {
      for (int i = 0; i < n; i++) {
        // Beyond a row's own words its last one is run again in the same place: the same values.
        int own = Math.min(i, words[b].length - 1);
        ids[b * n + i] = words[b][own];
        at[b * n + i] = (long) held[b] + own;
        positions[b * n + i] = held[b] + offset[b] + own;
        if (i == own && i >= from[b]) {
          keep[kept++] = (long) b * n + i;
        }
      }
    }
    Choices all;
    try (NDManager work = scope.newSubManager()) {
      NDArray logits =
          net.decoder().step(ids, at, positions, keep, rows, used, cache, shared, shown, work);
      all = choose(logits, limits == null ? null : limits.stream().flatMap(List::stream).toList());
    }
    Choices[] choices = new Choices[rows];
    int begin = 0;
    for (int b = 0; b < rows; b++) {
      int to = begin + words[b].length - from[b];
      choices[b] = all.part(begin, to);
      begin = to;
    }
    return choices;
  }

  /** Drops all rows but these, which are numbered anew in this order. */
  public void keepRows(int[] rows) {
    NDManager next = scope.newSubManager();
    TensorList kept = net.decoder().rows(cache, rows, next);
    cache.close();
    cacheScope.close();
    cache = kept;
    cacheScope = next;
    held = Arrays.stream(rows).map(row -> held[row]).toArray();
    offset = Arrays.stream(rows).map(row -> offset[row]).toArray();
  }

  @Override
  public void close() {
    if (cache != null) {
      cache.close();
    }
    scope.close();
  }
}
