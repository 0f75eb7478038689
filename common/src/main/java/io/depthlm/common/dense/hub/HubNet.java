package io.depthlm.common.dense.hub;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.depthlm.common.dense.DenseNetwork;
import io.depthlm.common.dense.DepthMap;
import io.depthlm.common.dense.Planes;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.vlm.model.MappedTensors;
import io.depthlm.common.vlm.torch.NamedTensors;
import io.depthlm.common.vlm.torch.ScriptArchive;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A depth network of a folder, loaded on a device in f32. */
public final class HubNet implements DenseNetwork<Planes> {
  private final HubCheckpoint checkpoint;
  private final NDManager manager;
  private final ScriptModule script;
  private final NamedTensors weights;

  private HubNet(
      HubCheckpoint checkpoint, NDManager manager, ScriptModule script, NamedTensors weights) {
    this.checkpoint = checkpoint;
    this.manager = manager;
    this.script = script;
    this.weights = weights;
  }

  /**
   * Loads a network.
   *
   * @throws RuntimeException if the device has no room, or the engine cannot start
   */
  public static HubNet load(HubCheckpoint checkpoint, DeviceSlot device) {
    NDManager manager = TorchRuntime.manager(device);
    ScriptModule script = null;
    try {
      List<String> sources = new ArrayList<>(checkpoint.model().scripts());
      sources.add(layers());
      sources.add(MappedTensors.source());
      script = ScriptModule.compile(manager, sources.toArray(String[]::new));
      Map<String, NDArray> tensors = new LinkedHashMap<>();
      try (MappedTensors files = new MappedTensors(script, manager)) {
        checkpoint
            .tensors()
            .forEach((name, t) -> tensors.put(name, files.read(t, NumberType.F32, manager)));
      }
      return new HubNet(checkpoint, manager, script, new NamedTensors(tensors));
    } catch (RuntimeException | Error e) {
      if (script != null) {
        script.close();
      }
      manager.close();
      throw e;
    }
  }

  /** The TorchScript of layers that every network uses. */
  public static String layers() {
    return ScriptArchive.resource(HubNet.class, "layers.torchscript");
  }

  @Override
  public Planes prepare(PreparedFrame frame) {
    return checkpoint.processor().apply(frame);
  }

  @Override
  public DepthMap map(Planes picture) {
    try (NDManager scope = manager.newSubManager()) {
      Shape shape = new Shape(1, 3, picture.heightPx(), picture.widthPx());
      HubPass pass = new HubPass(script, weights, scope.create(picture.values(), shape), scope);
      return checkpoint.model().run(pass, picture);
    }
  }

  @Override
  public String computesIn() {
    return NumberType.F32.key();
  }

  @Override
  public void close() {
    weights.close();
    script.close();
    manager.close();
  }
}
