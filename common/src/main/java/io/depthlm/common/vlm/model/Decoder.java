package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.depthlm.common.vlm.checkpoint.TensorOrder;
import io.depthlm.common.vlm.checkpoint.TensorPlan;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TensorList;
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
  private final TensorList nothing = new TensorList(List.of());
  private final int[] dims;
  private final long[] axes;

  Decoder(TextConfig shape, TensorSource source, LowRank lowRank, ScriptModule script) {
    this.shape = shape;
    this.script = script;
    List<String> names = order(shape).names();
    this.weights = new TensorList(names.stream().map(source::tensor).toList());
    this.low = new TensorList(lowRank.factors(names));
    this.like = weights.arrays().get(names.indexOf("model.norm.weight"));
    this.dims = new int[] {shape.heads(), shape.kvHeads(), shape.headDim(), shape.layers()};
    this.axes = axes(shape);
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

  /** A cache with some rows of another one. */
  TensorList rows(TensorList cache, int[] rows, NDManager manager) {
    long[] wanted = new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      wanted[i] = rows[i];
    }
    try (NDManager scope = manager.newSubManager();
        ScriptCall call = script.method("text_rows")) {
      return new TensorList(call.tensors(cache).tensor(scope.create(wanted)).tensors(manager));
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
    Shape grid = new Shape(batch.rows(), batch.length());
    Shape planes = new Shape(batch.planes(), batch.rows(), batch.length());
    try (NDManager scope = into.newSubManager();
        ScriptCall call = script.method("text_prefill")) {
      return call.tensor(scope.create(batch.ids(), grid))
          .tensor(scope.create(batch.places()))
          .tensors(features)
          .tensor(scope.create(batch.shown()))
          .tensor(scope.create(batch.positions(), planes))
          .tensor(scope.create(axes))
          .integers(batch.layout().split())
          .tensor(scope.create(keep))
          .integer(equallyMany(keep, batch) ? 1 : 0)
          .tensors(weights)
          .tensors(low)
          .tensors(cache)
          .integers(dims)
          .number(shape.ropeTheta())
          .number(shape.rmsNormEps())
          .tensor(into);
    }
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

  /** Whether all rows have the same number of positions, and no branches. */
  private static boolean equallyMany(long[] keep, PromptBatch batch) {
    int each = keep.length / batch.rows();
    boolean even = each * batch.rows() == keep.length && batch.layout().branches() == 0;
    for (int i = 0; even && i < keep.length; i++) {
      even = keep[i] / batch.length() == i / each;
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
      float[] positions,
      long[] keep,
      int rows,
      int used,
      TensorList cache,
      TensorList shared,
      Shown shown,
      NDManager into) {
    int n = ids.length / rows;
    boolean even = n == 1 && shared.arrays().isEmpty();
    for (long slot : slots) {
      even &= slot == used - 1;
    }
    Shape grid = new Shape(rows, n);
    try (NDManager scope = into.newSubManager();
        ScriptCall call = script.method("text_step")) {
      return call.tensor(scope.create(ids, grid))
          .tensor(scope.create(shown.places()))
          .tensors(shown.features())
          .tensor(scope.create(shown.which()))
          .tensor(scope.create(slots, grid))
          .tensor(scope.create(positions, new Shape(1, rows, n)))
          .tensor(scope.create(new long[axes.length]))
          .tensor(scope.create(keep))
          .integer(even ? 1 : 0)
          .integer(used)
          .tensors(weights)
          .tensors(cache)
          .tensors(shared)
          .integers(dims)
          .number(shape.ropeTheta())
          .number(shape.rmsNormEps())
          .tensor(into);
    }
  }

  /** The likeliest word of each row of logits and its log probability. */
  Choices choose(NDArray logits) {
    try (NDManager scope = logits.getManager().newSubManager();
        ScriptCall call = script.method("text_choose")) {
      List<NDArray> chosen = call.tensor(logits).tensors(scope);
      return new Choices(chosen.get(0).toLongArray(), chosen.get(1).toFloatArray());
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
      List<NDArray> chosen =
          call.tensor(logits)
              .tensor(scope.create(said, new Shape(rows, most)))
              .number(penalty)
              .tensor(scope.create(banned))
              .tensors(scope);
      return new Choices(chosen.get(0).toLongArray(), chosen.get(1).toFloatArray());
    }
  }

  @Override
  public void close() {
    weights.close();
    low.close();
    nothing.close();
  }
}
