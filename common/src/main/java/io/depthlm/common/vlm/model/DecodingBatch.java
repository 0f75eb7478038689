package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.vlm.torch.TensorList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Questions that are answered together: their cache and the progress of each row. The cache of a
 * row has {@link #held} valid tokens; tokens of a {@link #step} become valid only with {@link
 * #hold}, so that expected tokens can be rejected.
 *
 * <p>One thread at a time. Closing it frees the cache.
 */
public final class DecodingBatch implements AutoCloseable {
  private final VlmNet net;
  private final NDManager scope;
  private final int slots;
  private TensorList cache;
  private int[] held;
  private int[] offset;
  private final TensorList shared;
  private Choices[] first;

  /**
   * @param shared the cache that precedes all rows
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

  /** Runs the tokens of each row after the prefix. */
  private void branch(
      SharedPrefix prefix,
      List<Prompt> prompts,
      int[][] words,
      List<int[]> expected,
      List<List<Limits>> limits) {
    held = new int[words.length];
    offset = new int[words.length];
    Arrays.fill(offset, prefix.next());
    cache = net.decoder().cache(words.length, slots, scope);
    int[] own = new int[words.length];
    for (int b = 0; b < words.length; b++) {
      own[b] = words[b].length - expected.get(b).length;
    }
    int[] from = Arrays.stream(own).map(n -> n - 1).toArray();
    first = run(words, from, Padding.BEHIND, shown(prefix, prompts, words, own), limits);
    held = own;
  }

  /** Repeated image tokens after the prefix, in the tokens of each row, padded to the longest. */
  private Decoder.Shown shown(SharedPrefix prefix, List<Prompt> prompts, int[][] words, int[] own) {
    int n = Arrays.stream(words).mapToInt(row -> row.length).max().orElse(0);
    LongStream.Builder places = LongStream.builder();
    LongStream.Builder which = LongStream.builder();
    for (int b = 0; b < words.length; b++) {
      int look = 0;
      for (int i = 0; i < own[b]; i++) {
        if (words[b][i] == net.config().imageTokenId()) {
          places.add((long) b * n + i);
          which.add(prompts.get(b).looks()[look++]);
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
    // Equally many positions in each row; rows with fewer expected tokens repeat the last one.
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
    cache = net.decoder().cache(rows, slots, scope);
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

  /** The number of rows. */
  public int rows() {
    return held.length;
  }

  /** The number of valid tokens in a row's cache, prompt included. */
  public int held(int row) {
    return held[row];
  }

  /**
   * The first choices of greedy decoding: after the prompt of a row, and after each of its expected
   * tokens.
   */
  public Choices first(int row) {
    return first[row];
  }

  /** Makes the next {@code words} tokens of the last step valid in a row's cache. */
  public void hold(int row, int words) {
    held[row] += words;
  }

  /**
   * Runs the next tokens of every row and returns the choices after each of them, {@code
   * words[row].length} for each row. A row that has ended may run any token, which does not become
   * valid.
   */
  public Choices[] step(int[][] words) {
    return step(words, null);
  }

  /**
   * The same with limits on the choices.
   *
   * @param limits for each row, after each of its tokens; null for none
   */
  public Choices[] step(int[][] words, List<List<Limits>> limits) {
    return run(words, new int[words.length], Padding.REPEATED, Decoder.Shown.NOTHING, limits);
  }

  /** Where rows with fewer tokens than the longest put those that fill them up. */
  private enum Padding {
    /**
     * Into the following slots, where later tokens overwrite them and no token looks before. All
     * rows then have the same slots, so one mask and one copy into the cache do for all.
     */
    BEHIND,
    /** Into the slot of the last token, which is run again with the same values. */
    REPEATED
  }

  /**
   * @param from the first token of each row whose choice is requested
   */
  private Choices[] run(
      int[][] words, int[] from, Padding padding, Decoder.Shown shown, List<List<Limits>> limits) {
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
    long[] positions = new long[rows * n];
    long[] keep = new long[total];
    int kept = 0;
    for (int b = 0; b < rows; b++) {
      for (int i = 0; i < n; i++) {
        int own = Math.min(i, words[b].length - 1);
        ids[b * n + i] = words[b][own];
        at[b * n + i] = (long) held[b] + (padding == Padding.BEHIND ? i : own);
        positions[b * n + i] = (long) held[b] + offset[b] + own;
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

  /** Keeps only these rows; their new numbers are their positions in this array. */
  public void keepRows(int[] rows) {
    TensorList kept = net.decoder().rows(cache, rows, scope);
    cache.close();
    cache = kept;
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
