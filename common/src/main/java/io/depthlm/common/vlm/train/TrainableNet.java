package io.depthlm.common.vlm.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.model.CheckpointTensors;
import io.depthlm.common.vlm.model.LowRank;
import io.depthlm.common.vlm.model.Numerics;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.model.TensorSource;
import io.depthlm.common.vlm.model.VlmNet;
import io.depthlm.common.vlm.torch.CallMode;
import io.depthlm.common.vlm.torch.NoGradients;
import io.depthlm.common.vlm.torch.ScriptArchive;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * A model that can be trained: the blocks of inference, run so that gradients can be asked for.
 * Weights, gradients and what the optimizer keeps are f32; the blocks compute in f32 or in bf16.
 * Either all weights are learnt, or they are frozen and low-rank pairs beside them are learnt.
 *
 * <p>{@link #gradients} may be called from several threads at once, between updates.
 */
public final class TrainableNet implements AutoCloseable {
  private final DeviceSlot device;
  private final NDManager manager;
  private final ScriptModule recorded;
  private final ScriptModule plain;
  private final Weights weights;
  private final Adapters adapters;
  private final TrainedTensors learnt;
  private final VlmNet net;

  /** Copies the initial weights, which a source makes in the manager it is given. */
  private TrainableNet(
      VlmConfig config, Function<NDManager, TensorSource> initial, Compute compute) {
    device = compute.device();
    manager = TorchRuntime.manager(device);
    NDManager first = manager.newSubManager();
    recorded = ScriptModule.compile(CallMode.RECORDED, manager, source());
    plain = ScriptModule.compile(manager, source());
    weights = new Weights(initial.apply(first), this::leaf);
    adapters = null;
    net = VlmNet.recorded(config, weights, compute.type(), LowRank.NONE, manager.newSubManager());
    learnt = TrainedTensors.of(weights.byName());
    first.close();
  }

  /** Freezes a checkpoint's weights: views of its files where those hold f32. */
  private TrainableNet(Checkpoint checkpoint, Lora lora, Compute compute) {
    device = compute.device();
    manager = TorchRuntime.manager(device);
    recorded = ScriptModule.compile(CallMode.RECORDED, manager, source());
    plain = ScriptModule.compile(manager, source());
    // Tensors made in inference mode cannot be part of what is recorded.
    try (ScriptModule cutter = ScriptModule.compile(CallMode.RECORDED, manager, cutter());
        CheckpointTensors files =
            new CheckpointTensors(checkpoint, frozen(checkpoint, compute), cutter, manager)) {
      weights = new Weights(files, tensor -> tensor);
      adapters = new Adapters(checkpoint.config(), lora, recorded, manager);
      net =
          VlmNet.recorded(
              checkpoint.config(),
              weights,
              compute.type(),
              adapters.lowRank(),
              manager.newSubManager());
    }
    learnt = TrainedTensors.of(adapters.byName());
  }

  /**
   * How frozen weights are kept. If the model computes in bf16 and they are stored in bf16, they
   * stay so: each product rounds them to bf16 anyway, and f32 would take twice the memory.
   */
  private static Numerics frozen(Checkpoint checkpoint, Compute compute) {
    boolean bf16 =
        compute.type() == NumberType.BF16
            && checkpoint.tensors().values().stream().allMatch(t -> t.dtype() == NumberType.BF16);
    return bf16 ? new Numerics(NumberType.F32, NumberType.BF16) : Numerics.F32;
  }

  private static String source() {
    return ScriptArchive.resource(TrainableNet.class, "train.torchscript");
  }

  private static String cutter() {
    return ScriptArchive.resource(CheckpointTensors.class, "weights.torchscript");
  }

  private NDArray leaf(NDArray tensor) {
    try (ScriptCall call = recorded.method("train_leaf")) {
      return call.tensor(tensor).tensor(manager);
    }
  }

  /** A model from weights made by a function of their canonical names; all are learnt. */
  public static TrainableNet of(
      VlmConfig config, Function<NDManager, TensorSource> initial, Compute compute) {
    return new TrainableNet(config, initial, compute);
  }

  /** The model of a checkpoint, all of whose weights are learnt. */
  public static TrainableNet load(Checkpoint checkpoint, Compute compute) {
    return load(checkpoint, null, compute);
  }

  /**
   * The model of a checkpoint.
   *
   * @param lora what is learnt beside its weights, which stay; null to learn the weights
   */
  public static TrainableNet load(Checkpoint checkpoint, Lora lora, Compute compute) {
    if (lora != null) {
      return new TrainableNet(checkpoint, lora, compute);
    }
    try (NDManager files = TorchRuntime.manager(compute.device());
        ScriptModule cutter = ScriptModule.compile(files, cutter());
        CheckpointTensors tensors =
            new CheckpointTensors(checkpoint, Numerics.F32, cutter, files)) {
      return new TrainableNet(checkpoint.config(), any -> tensors, compute);
    }
  }

  /** What the checkpoint says of the model. */
  public VlmConfig config() {
    return net.config();
  }

  /** The device that the model is trained on. */
  DeviceSlot device() {
    return device;
  }

  /** Canonical names of the model's weights. */
  public List<String> names() {
    return List.copyOf(weights.byName().keySet());
  }

  /** A weight's numbers, row-major, with what was learnt beside it. */
  public float[] weight(String canonical) {
    try (NDManager work = manager.newSubManager()) {
      return pieces().all(merged(canonical, work));
    }
  }

  /** The same in pieces. */
  void weight(String canonical, TensorPieces.Sink sink) throws IOException {
    try (NDManager work = manager.newSubManager()) {
      pieces().read(merged(canonical, work), sink);
    }
  }

  private NDArray merged(String canonical, NDManager work) {
    NDArray weight = weights.tensor(canonical);
    return adapters == null ? weight : adapters.merged(canonical, weight, plain, work);
  }

  /** The number format that a weight is kept in. */
  DataType kept(String canonical) {
    return weights.tensor(canonical).getDataType();
  }

  /** Moves numbers of this model's tensors. */
  TensorPieces pieces() {
    return new TensorPieces(plain, manager, TensorPieces.NUMBERS);
  }

  /**
   * Runs a batch forwards and backwards.
   *
   * @throws IllegalArgumentException if image tokens and images of a sample do not match
   */
  public Gradients gradients(List<TrainingSample> batch) {
    NDManager scope = manager.newSubManager();
    try (NDManager work = manager.newSubManager()) {
      AnswerTargets taught = AnswerTargets.of(batch);
      List<Prompt> conversations = batch.stream().map(TrainingSample::conversation).toList();
      NDArray logits = net.logits(conversations, taught.before(), work);
      try (ScriptCall call = recorded.method("train_gradients")) {
        List<NDArray> got =
            call.made(logits)
                .tensor(work.create(taught.words()))
                .tensors(learnt.tensors())
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
      AnswerTargets taught = AnswerTargets.of(batch);
      List<Prompt> conversations = batch.stream().map(TrainingSample::conversation).toList();
      NDArray logits = NoGradients.run(() -> net.logits(conversations, taught.before(), work));
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

  /** What steps change. */
  TrainedTensors learnt() {
    return learnt;
  }

  /** The pairs, or null where the weights are learnt. */
  Adapters adapters() {
    return adapters;
  }

  /** The blocks, as gradients see them. */
  VlmNet net() {
    return net;
  }

  /** Puts saved numbers into a tensor of what is learnt or of the optimizer. */
  void put(NDArray into, float[] values) {
    pieces().write(into, values);
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
    learnt.close();
    net.close();
    recorded.close();
    plain.close();
    manager.close();
  }
}
