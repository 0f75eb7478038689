package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.vlm.checkpoint.TensorOrder;
import io.depthlm.common.vlm.checkpoint.TensorPlan;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TensorList;
import io.depthlm.common.vlm.torch.Transfers;
import java.util.Arrays;
import java.util.List;

/**
 * The decoder of every family: RMSNorm, grouped-query attention with rotary positions, SwiGLU.
 * Holds the weights; batches hold their own caches.
 */
final class Decoder implements AutoCloseable {
  private final TextConfig shape;
  private final ScriptModule script;
  private final TensorList weights;
  private final TensorList low;
  private final NDArray like;
  private final NDArray head;
  private final TensorList nothing = new TensorList(List.of());
  private final TensorList rotary;
  private final int[] dims;
  private NDArray watched;

  Decoder(
      TextConfig shape,
      TensorSource source,
      LowRank lowRank,
      ScriptModule script,
      NDManager manager) {
    this.shape = shape;
    this.script = script;
    List<String> names = order(shape).names();
    this.weights = new TensorList(names.stream().map(source::tensor).toList());
    this.low = new TensorList(lowRank.factors(names));
    this.like = weights.arrays().get(names.indexOf("model.norm.weight"));
    this.head =
        shape.tiedEmbeddings()
            ? source.multiplied(weights.arrays().get(names.indexOf("model.embed_tokens.weight")))
            : weights.arrays().get(names.indexOf("lm_head.weight"));
    this.dims = new int[] {shape.heads(), shape.kvHeads(), shape.headDim(), shape.layers()};
    this.rotary = new TensorList(rotary(manager));
    this.watched = manager.create(new long[0]);
  }

  /** Names the tokens whose logits come with each choice; before the first batch. */
  void watch(long[] tokens) {
    NDManager manager = watched.getManager();
    watched.close();
    watched = manager.create(tokens);
  }

  private Choices choices(double[] numbers) {
    return Choices.of(numbers, (int) watched.size());
  }

  /** The axes of a prompt's frequencies, the frequencies, and the axis of a word: the first. */
  private List<NDArray> rotary(NDManager manager) {
    long[] axes = axes(shape);
    try (ScriptCall call = script.method("text_rotary")) {
      NDArray inverse =
          call.integer(shape.headDim()).number(shape.ropeTheta()).made(like).tensor(manager);
      return List.of(manager.create(axes), inverse, manager.create(new long[axes.length]));
    }
  }

  /** The order of the decoder's tensors. */
  static TensorOrder order(TextConfig shape) {
    return new TensorOrder(
        TensorPlan.ofDecoder(shape),
        List.of(TensorOrder.Group.numbered("layer", "model.layers.", shape.layers())));
  }

  /** The axis that each rotary frequency turns with. */
  private static long[] axes(TextConfig shape) {
    long[] axes = new long[shape.headDim() / 2];
    if (shape.heading().sections() == TextConfig.Sections.INTERLEAVED) {
      for (int axis = 1; axis < shape.mropeSection().size(); axis++) {
        int end = Math.min(axes.length, 3 * shape.mropeSection().get(axis));
        for (int pair = axis; pair < end; pair += 3) {
          axes[pair] = axis;
        }
      }
      return axes;
    }
    int at = 0;
    for (int section = 0; section < shape.mropeSection().size(); section++) {
      for (int i = 0; i < shape.mropeSection().get(section); i++) {
        axes[at++] = section % 3;
      }
    }
    return axes;
  }

  /** An empty cache: a key and a value tensor per layer, [rows, kvHeads, slots, headDim]. */
  TensorList cache(int rows, int slots, NDManager manager) {
    try (ScriptCall call = script.method("text_cache")) {
      return new TensorList(
          call.tensor(like)
              .integer(shape.layers())
              .integer(rows)
              .integer(shape.kvHeads())
              .integer(slots)
              .integer(shape.headDim())
              .tensors(manager));
    }
  }

  /** No cache. */
  TensorList nothing() {
    return nothing;
  }

  /** The cache with only some of its rows; the tensors of the given list are overwritten. */
  TensorList rows(TensorList cache, int[] rows, NDManager manager) {
    try (NDManager scope = manager.newSubManager();
        ScriptCall call = script.method("text_rows")) {
      return new TensorList(
          call.tensors(cache)
              .tensor(Transfers.toDevice(scope, Arrays.stream(rows).asLongStream().toArray()))
              .tensors(manager));
    }
  }

  /**
   * Runs whole prompts.
   *
   * @param batch ids, positions, places of image tokens
   * @param features image features in the order of the places
   * @param keep flat positions in [rows · length] of the requested logits, row by row
   * @param cache filled from slot 0 on
   * @return logits f32 [keep, vocabulary]
   */
  NDArray prefill(
      PromptBatch batch, List<NDArray> features, long[] keep, TensorList cache, NDManager into) {
    try (NDManager scope = into.newSubManager();
        ScriptCall call = script.method("text_prefill")) {
      return read(call, batch, features, keep, cache, scope).made(head).tensor(into);
    }
  }

  /**
   * As {@link #prefill}, without a cache.
   *
   * @return states f32 [keep, width] behind the last norm
   */
  NDArray states(PromptBatch batch, List<NDArray> features, long[] keep, NDManager into) {
    try (NDManager scope = into.newSubManager();
        ScriptCall call = script.method("text_states")) {
      return read(call, batch, features, keep, nothing, scope).tensor(into);
    }
  }

  /** Adds the arguments of {@code text_read}. */
  private ScriptCall read(
      ScriptCall call,
      PromptBatch batch,
      List<NDArray> features,
      long[] keep,
      TensorList cache,
      NDManager scope) {
    long[] positions = new long[batch.positions().length];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = (long) batch.positions()[i];
    }
    return call.tensor(
            Transfers.toDevice(scope, batch.ids(), positions, keep, batch.places(), batch.shown()))
        .integers(
            batch.rows(),
            batch.length(),
            batch.planes(),
            keep.length,
            batch.places().length,
            batch.shown().length)
        .tensors(features)
        .tensors(rotary)
        .integers(batch.layout().split())
        .integer(
            batch.layout().branches() == 0 && areEquallyMany(keep, batch.rows(), batch.length())
                ? 1
                : 0)
        .tensors(weights)
        .tensors(low)
        .tensors(cache)
        .integers(dims)
        .number(shape.rmsNormEps());
  }

  /**
   * Tokens that repeat parts of images.
   *
   * @param places flat positions in [rows · n]
   * @param features features of the images
   * @param which the feature at each place
   */
  record Shown(long[] places, List<NDArray> features, long[] which) {
    /** None. */
    static final Shown NOTHING = new Shown(new long[0], List.of(), new long[0]);
  }

  /** Whether all rows, of so many tokens each, have the same number of the flat positions. */
  private static boolean areEquallyMany(long[] keep, int rows, int length) {
    int each = keep.length / rows;
    boolean even = each * rows == keep.length;
    for (int i = 0; even && i < keep.length; i++) {
      even = keep[i] / length == i / each;
    }
    return even;
  }

  /**
   * Runs the next tokens of every row, without low-rank pairs.
   *
   * @param ids [rows · n] tokens
   * @param slots [rows · n] slots for their keys and values; a token sees the slots up to its own
   * @param positions [rows · n]
   * @param used number of slots in use: more than the highest slot
   * @param shared a cache of one row that precedes all rows; empty for none
   * @param shown tokens among the ids that repeat a part of an image
   * @return logits f32 [keep, vocabulary]
   */
  NDArray step(
      long[] ids,
      long[] slots,
      long[] positions,
      long[] keep,
      int rows,
      int used,
      TensorList cache,
      TensorList shared,
      Shown shown,
      NDManager into) {
    int n = ids.length / rows;
    try (NDManager scope = into.newSubManager();
        ScriptCall call = script.method("text_step")) {
      return call.tensor(
              Transfers.toDevice(scope, ids, slots, positions, keep, shown.places(), shown.which()))
          .integers(rows, n, keep.length, shown.places().length)
          .tensors(shown.features())
          .tensors(rotary)
          .integer(firstOfAll(slots, n))
          .integer(areEquallyMany(keep, rows, n) ? 1 : 0)
          .integer(used)
          .tensors(weights)
          .tensors(cache)
          .tensors(shared)
          .integers(dims)
          .number(shape.rmsNormEps())
          .made(head)
          .tensor(into);
    }
  }

  /**
   * The slot of the first word if it is the same in every row and the others follow it, else −1.
   */
  private static long firstOfAll(long[] slots, int n) {
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] != slots[0] + i % n) {
        return -1;
      }
    }
    return slots[0];
  }

  /** The likeliest word of each row of logits and its log probability. */
  Choices choose(NDArray logits) {
    try (NDManager scope = logits.getManager().newSubManager();
        ScriptCall call = script.method("text_choose")) {
      return choices(Transfers.toHost(call.tensor(logits).tensor(watched).tensor(scope)));
    }
  }

  /**
   * The same after the logits were limited.
   *
   * @param limits one for each row of logits, with one penalty
   */
  Choices choose(NDArray logits, List<Limits> limits) {
    int rows = limits.size();
    int most = limits.stream().mapToInt(limit -> limit.said().length).max().orElse(0);
    double penalty = limits.get(0).penalty();
    long[] said = new long[rows * most];
    long[] banned = limits.stream().flatMapToLong(l -> Arrays.stream(l.banned())).toArray();
    int at = 0;
    for (int row = 0; row < rows; row++) {
      long[] own = limits.get(row).said();
      for (int i = 0; i < most; i++) {
        // Rows with fewer tokens repeat their last one, which is written again with the same value.
        said[row * most + i] = own[Math.min(i, own.length - 1)];
      }
      for (int i = 0; i < limits.get(row).banned().length; i++, at++) {
        banned[at] += (long) row * shape.vocabSize();
      }
    }
    try (NDManager scope = logits.getManager().newSubManager();
        ScriptCall call = script.method("text_choose_limited")) {
      return choices(
          Transfers.toHost(
              call.tensor(logits)
                  .tensor(watched)
                  .tensor(Transfers.toDevice(scope, said, banned))
                  .integer(rows)
                  .integer(most)
                  .number(penalty)
                  .tensor(scope)));
    }
  }

  @Override
  public void close() {
    weights.close();
    low.close();
    rotary.close();
    watched.close();
    nothing.close();
  }
}
