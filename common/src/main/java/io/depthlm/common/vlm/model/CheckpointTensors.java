package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.Adapter;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.ReadAhead;
import io.depthlm.common.vlm.checkpoint.TensorEntry;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Weights of a checkpoint folder. Each file is mapped once, whatever its size; a tensor of the
 * requested type on the CPU is a view of those pages. Other tensors are converted or copied one at
 * a time, so that loading needs the memory of the model and of one more tensor.
 *
 * <p>What is converted or copied is read ahead in the order in which a model asks for it, and so is
 * what will be packed. Other views are not: the first question reads them, and where that was tried
 * on a local disk, reading ahead of it gained nothing.
 *
 * <p>Close it when the model is built: views stay valid, as they keep their file mapped.
 */
public final class CheckpointTensors implements TensorSource, AutoCloseable {
  private final Checkpoint checkpoint;
  private final Numerics numerics;
  private final boolean packed;
  private final ScriptModule script;
  private final NDManager manager;
  private final MappedTensors files;
  private final ReadAhead ahead;
  private NDArray buffer;

  /**
   * @param manager owns the tensors handed out; its device is where they go
   * @param numerics matrices are converted to the type that they are kept in, vectors to the one
   *     that is computed in
   */
  public CheckpointTensors(
      Checkpoint checkpoint, Numerics numerics, ScriptModule script, NDManager manager) {
    this(checkpoint, numerics, script, manager, false);
  }

  private CheckpointTensors(
      Checkpoint checkpoint,
      Numerics numerics,
      ScriptModule script,
      NDManager manager,
      boolean packed) {
    this.checkpoint = checkpoint;
    this.numerics = numerics;
    this.packed = packed;
    this.script = script;
    this.manager = manager;
    this.files = new MappedTensors(script, manager);
    this.ahead = new ReadAhead(copied());
  }

  /**
   * Weights in f32 for {@link PackedWeights}, which reads the matrices while it loads. One that is
   * converted is valid until the next is asked for: they go through one buffer, since each with
   * memory of its own left holes between the packed ones, in all two fifths of the model's size.
   */
  static CheckpointTensors packed(Checkpoint checkpoint, ScriptModule script, NDManager manager) {
    return new CheckpointTensors(checkpoint, Numerics.F32, script, manager, true);
  }

  private NumberType wanted(TensorEntry entry) {
    return entry.shape().length > 1 ? numerics.kept() : numerics.computed();
  }

  /** The tensors that will be read while loading, in the order in which a model asks for them. */
  private List<TensorEntry> copied() {
    List<TensorEntry> copied = new ArrayList<>();
    for (String name : VlmNet.tensorNames(checkpoint.config())) {
      TensorEntry entry = checkpoint.tensor(name);
      Adapter.Pair pair = checkpoint.adapter().pairs().get(name);
      if (pair != null) {
        copied.addAll(List.of(entry, pair.a(), pair.b()));
      } else if (entry.dtype() != wanted(entry)
          || manager.getDevice().isGpu()
          || packed && PackedWeights.packs(name, entry.shape().length)) {
        copied.add(entry);
      }
    }
    return copied;
  }

  @Override
  public NDArray tensor(String canonical) {
    TensorEntry entry = checkpoint.tensor(canonical);
    Adapter.Pair pair = checkpoint.adapter().pairs().get(canonical);
    NumberType wanted = wanted(entry);
    ahead.reached(entry);
    if (pair == null) {
      return isPassing(canonical, entry)
          ? files.readOver(entry, buffer(), manager)
          : files.read(entry, wanted, manager);
    }
    try (NDManager work = manager.newSubManager();
        ScriptCall call = script.method("merge_pair")) {
      return call.tensor(files.read(entry, NumberType.F32, work))
          .tensor(files.read(pair.a(), NumberType.F32, work))
          .tensor(files.read(pair.b(), NumberType.F32, work))
          .number(pair.scale())
          .type(wanted)
          .tensor(manager);
    }
  }

  private boolean isPassing(String canonical, TensorEntry entry) {
    return packed
        && entry.dtype() != wanted(entry)
        && MappedTensors.isAligned(entry)
        && PackedWeights.packs(canonical, entry.shape().length);
  }

  private NDArray buffer() {
    if (buffer == null) {
      long most = 0;
      for (Map.Entry<String, TensorEntry> tensor : checkpoint.tensors().entrySet()) {
        if (isPassing(tensor.getKey(), tensor.getValue())) {
          most = Math.max(most, tensor.getValue().elements());
        }
      }
      buffer = manager.create(new Shape(most), DataType.FLOAT32);
    }
    return buffer;
  }

  @Override
  public void close() {
    if (buffer != null) {
      buffer.close();
    }
    ahead.close();
    files.close();
  }
}
