package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Weights for {@code projections_joined.torchscript}: those of linear layers that read the same
 * numbers (queries, keys and values; the gate of a feed-forward and what it opens) are copied
 * behind one another in memory, so that a GPU multiplies once with all of them. A step of an answer
 * is so small that starting its kernels takes longer than running them.
 *
 * <p>The width of a gated feed-forward becomes a multiple of {@value #MULTIPLE}: tensor cores read
 * rows in pieces of 16 bytes, and Qwen2.5-VL's vision tower is 3,420 numbers of 2 bytes wide. The
 * further numbers are zeros, which change no result.
 *
 * <p>Not thread-safe; one for each model that is loaded.
 */
final class JoinedWeights implements TensorSource {
  private static final int MULTIPLE = 8;
  private static final Pattern NAME =
      Pattern.compile("(.*\\.)([qkv]|gate|up|down)_proj(\\.weight|\\.bias)");
  private static final List<String> ATTENTION = List.of("q", "k", "v");
  private static final List<String> GATED = List.of("gate", "up");

  private final TensorSource source;
  private final ScriptModule script;
  private final NDManager manager;
  private final Map<String, NDArray> waiting = new HashMap<>();

  /**
   * @param source the weights one by one; those that are copied are freed
   * @param script compiled with {@link MappedTensors#source} among its sources
   * @param manager owns the copies
   */
  JoinedWeights(TensorSource source, ScriptModule script, NDManager manager) {
    this.source = source;
    this.script = script;
    this.manager = manager;
  }

  @Override
  public NDArray tensor(String canonical) {
    Matcher name = NAME.matcher(canonical);
    if (!name.matches()) {
      return source.tensor(canonical);
    }
    String layer = name.group(2);
    if (layer.equals("down")) {
      return canonical.endsWith(".bias") ? source.tensor(canonical) : widened(canonical);
    }
    if (!waiting.containsKey(canonical)) {
      List<String> together = ATTENTION.contains(layer) ? ATTENTION : GATED;
      join(
          together.stream().map(one -> name.group(1) + one + "_proj" + name.group(3)).toList(),
          together == GATED ? MULTIPLE : 1);
    }
    return waiting.remove(canonical);
  }

  private void join(List<String> names, int multiple) {
    List<NDArray> parts = names.stream().map(source::tensor).toList();
    try (ScriptCall call = script.method("stand_together")) {
      List<NDArray> joined = call.tensors(parts).integer(multiple).tensors(manager);
      for (int i = 0; i < joined.size(); i++) {
        waiting.put(names.get(i), joined.get(i));
      }
    }
    parts.forEach(NDArray::close);
  }

  private NDArray widened(String canonical) {
    NDArray whole = source.tensor(canonical);
    if (whole.getShape().get(1) % MULTIPLE == 0) {
      return whole;
    }
    try (whole;
        ScriptCall call = script.method("widen")) {
      return call.tensor(whole).integer(MULTIPLE).tensor(manager);
    }
  }
}
