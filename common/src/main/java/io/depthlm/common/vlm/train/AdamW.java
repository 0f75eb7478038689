package io.depthlm.common.vlm.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.TensorList;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019) and clipping by the global norm.
 * Weight decay applies to matrices, but not to norms and biases.
 *
 * <p>Not thread-safe; no gradients may be computed during an update.
 */
public final class AdamW implements AutoCloseable {
  private final TrainableNet net;
  private final Settings settings;
  private final NDManager manager;
  private final List<Group> groups;
  private long step;

  /**
   * Weights with the same decay, their indexes among all weights, and the running means of each.
   */
  private record Group(
      List<Integer> places, TensorList weights, TensorList means, TensorList squares, double decay)
      implements AutoCloseable {
    List<NDArray> pick(List<NDArray> all) {
      return places.stream().map(all::get).toList();
    }

    @Override
    public void close() {
      weights.close();
      means.close();
      squares.close();
    }
  }

  /**
   * The settings.
   *
   * @param beta1 decay of the running mean of gradients
   * @param beta2 decay of the running mean of squared gradients
   * @param epsilon added to the square root of the latter
   * @param weightDecay weight decay, times the learning rate
   * @param maxNorm maximum global norm of the mean gradient
   */
  public record Settings(
      double beta1, double beta2, double epsilon, double weightDecay, double maxNorm)
      implements Serializable {}

  /** An optimizer with running means of zero. */
  public AdamW(TrainableNet net, Settings settings) {
    this.net = net;
    this.settings = settings;
    this.manager = net.manager().newSubManager();
    List<NDArray> weights = net.learnt().tensors().arrays();
    List<Integer> matrices = new ArrayList<>();
    List<Integer> vectors = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      (weights.get(i).getShape().dimension() > 1 ? matrices : vectors).add(i);
    }
    this.groups = new ArrayList<>();
    if (!matrices.isEmpty()) {
      groups.add(group(matrices, settings.weightDecay()));
    }
    if (!vectors.isEmpty()) {
      groups.add(group(vectors, 0));
    }
  }

  private Group group(List<Integer> places, double decay) {
    List<NDArray> all = net.learnt().tensors().arrays();
    TensorList weights = new TensorList(places.stream().map(all::get).toList());
    return new Group(places, weights, zeros(weights), zeros(weights), decay);
  }

  private TensorList zeros(TensorList like) {
    try (ScriptCall call = net.plain().method("train_zeros")) {
      return new TensorList(call.tensors(like).tensors(manager));
    }
  }

  /** The running means by name: {@code mean.WEIGHT}, {@code square.WEIGHT}. */
  SortedMap<String, NDArray> moments() {
    SortedMap<String, NDArray> moments = new TreeMap<>();
    for (Group group : groups) {
      for (int i = 0; i < group.places().size(); i++) {
        String weight = net.learnt().names().get(group.places().get(i));
        moments.put("mean." + weight, group.means().arrays().get(i));
        moments.put("square." + weight, group.squares().arrays().get(i));
      }
    }
    return moments;
  }

  /** Continues after a number of steps with saved running means. */
  void resumeAfter(long steps, Map<String, float[]> saved) {
    step = steps;
    moments().forEach((name, into) -> net.put(into, saved.get(name)));
  }

  /** The number of steps so far. */
  public long step() {
    return step;
  }

  /**
   * Updates the weights with the mean gradient per token. The gradients are overwritten.
   *
   * @return the global norm of the mean before clipping
   */
  public double update(Gradients batch, double learningRate) {
    step++;
    try (NDManager work = manager.newSubManager()) {
      NDArray norm;
      try (ScriptCall call = net.plain().method("train_scale")) {
        norm =
            call.tensors(batch.tensors())
                .number(1.0 / batch.tokens())
                .number(settings.maxNorm())
                .tensor(work);
      }
      for (Group group : groups) {
        try (ScriptCall call = net.plain().method("train_adamw")) {
          call.tensors(group.weights())
              .tensors(group.pick(batch.tensors()))
              .tensors(group.means())
              .tensors(group.squares())
              .integer(step)
              .number(learningRate)
              .number(settings.beta1())
              .number(settings.beta2())
              .number(settings.epsilon())
              .number(group.decay())
              .tensors(work);
        }
      }
      return norm.getFloat();
    }
  }

  @Override
  public void close() {
    groups.forEach(Group::close);
    manager.close();
  }
}
