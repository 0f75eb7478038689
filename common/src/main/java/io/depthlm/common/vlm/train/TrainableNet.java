package io.depthlm.common.vlm.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.model.CheckpointTensors;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.model.TensorSource;
import io.depthlm.common.vlm.model.VlmNet;
import io.depthlm.common.vlm.torch.CallMode;
import io.depthlm.common.vlm.torch.NumberType;
import io.depthlm.common.vlm.torch.ScriptArchive;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.util.List;
import java.util.function.Function;

/**
 * A model whose weights can be trained: the blocks of inference, run so that gradients can be asked
 * for. All weights are f32 and all are trained.
 *
 * <p>{@link #gradients} may be called from several threads at once, between updates.
 */
public final class TrainableNet implements AutoCloseable {
  private final NDManager manager;
  private final ScriptModule recorded;
  private final ScriptModule plain;
  private final Weights weights;
  private final VlmNet net;

  /** Copies the initial weights, which a source makes in the manager it is given. */
  private TrainableNet(
      VlmConfig config, Function<NDManager, TensorSource> initial, DeviceSlot device) {
    manager = TorchRuntime.manager(device);
    NDManager first = manager.newSubManager();
    String source = ScriptArchive.resource(TrainableNet.class, "train.torchscript");
    recorded = ScriptModule.compile(CallMode.RECORDED, manager, source);
    plain = ScriptModule.compile(manager, source);
    weights = new Weights(initial.apply(first), recorded, manager);
    net = VlmNet.recorded(config, weights, manager.newSubManager());
    first.close();
  }

  /** A model from weights made by a function of their canonical names. */
  public static TrainableNet of(
      VlmConfig config, Function<NDManager, TensorSource> initial, DeviceSlot device) {
    return new TrainableNet(config, initial, device);
  }

  /** The model of a checkpoint. */
  public static TrainableNet load(Checkpoint checkpoint, DeviceSlot device) {
    try (NDManager files = TorchRuntime.manager(device);
        ScriptModule cutter =
            ScriptModule.compile(
                files, ScriptArchive.resource(CheckpointTensors.class, "weights.torchscript"));
        CheckpointTensors tensors =
            new CheckpointTensors(checkpoint, NumberType.F32, cutter, files)) {
      return new TrainableNet(checkpoint.config(), any -> tensors, device);
    }
  }

  /** What the checkpoint says of the model. */
  public VlmConfig config() {
    return net.config();
  }

  /** Canonical names of the weights, in the order of everything that is listed by weight. */
  public List<String> names() {
    return weights.names();
  }

  /** A weight's numbers, row-major. */
  public float[] weight(String canonical) {
    return weights.tensor(canonical).toFloatArray();
  }

  /**
   * Runs a batch forwards and backwards.
   *
   * @throws IllegalArgumentException if image tokens and images of a sample do not match
   */
  public Gradients gradients(List<TrainingSample> batch) {
    NDManager scope = manager.newSubManager();
    try (NDManager work = manager.newSubManager()) {
      Taught taught = Taught.of(batch);
      List<Prompt> conversations = batch.stream().map(TrainingSample::conversation).toList();
      NDArray logits = net.logits(conversations, taught.before(), work);
      try (ScriptCall call = recorded.method("train_gradients")) {
        List<NDArray> got =
            call.made(logits)
                .tensor(work.create(taught.words()))
                .tensors(weights.list())
                .tensors(scope);
        return new Gradients(
            scope,
            plain,
            got.subList(2, got.size()),
            got.get(0).getFloat(),
            taught.words().length,
            got.get(1).getLong());
      }
    } catch (RuntimeException | Error e) {
      scope.close();
      throw e;
    }
  }

  /** The mean loss of some samples, without learning from them. */
  public HeldOut evaluate(List<TrainingSample> batch) {
    try (NDManager work = manager.newSubManager()) {
      Taught taught = Taught.of(batch);
      List<Prompt> conversations = batch.stream().map(TrainingSample::conversation).toList();
      NDArray logits = net.logits(conversations, taught.before(), work);
      try (ScriptCall call = plain.method("train_loss")) {
        List<NDArray> got = call.tensor(logits).tensor(work.create(taught.words())).tensors(work);
        return new HeldOut(got.get(0).getFloat(), taught.words().length, got.get(1).getLong());
      }
    }
  }

  /**
   * What a model says of samples it does not learn from.
   *
   * @param lossSum summed cross-entropy in nats
   * @param tokens taught tokens
   * @param right those that were the likeliest word
   */
  public record HeldOut(double lossSum, long tokens, long right) {
    /** Both together. */
    public HeldOut and(HeldOut other) {
      return new HeldOut(lossSum + other.lossSum, tokens + other.tokens, right + other.right);
    }
  }

  Weights weights() {
    return weights;
  }

  /** The training step's own methods, without gradients. */
  ScriptModule plain() {
    return plain;
  }

  NDManager manager() {
    return manager;
  }

  @Override
  public void close() {
    weights.close();
    net.close();
    recorded.close();
    plain.close();
    manager.close();
  }
}
