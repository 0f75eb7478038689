package io.depthlm.common.dense.depthvlm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.dense.DepthMap;
import io.depthlm.common.dense.Sampling;
import io.depthlm.common.dense.hub.HubNet;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.TensorEntry;
import io.depthlm.common.vlm.model.MappedTensors;
import io.depthlm.common.vlm.model.VlmNet;
import io.depthlm.common.vlm.torch.NamedTensors;
import io.depthlm.common.vlm.torch.ScriptArchive;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;

/** DepthVLM's head on a device, in f32. */
final class DepthHeadNet implements AutoCloseable {
  private final NDManager manager;
  private final ScriptModule script;
  private final NamedTensors weights;

  private DepthHeadNet(NDManager manager, ScriptModule script, NamedTensors weights) {
    this.manager = manager;
    this.script = script;
    this.weights = weights;
  }

  static DepthHeadNet load(SortedMap<String, TensorEntry> files, DeviceSlot device) {
    NDManager manager = TorchRuntime.manager(device);
    ScriptModule script = null;
    try {
      script =
          ScriptModule.compile(
              manager,
              HubNet.layers(),
              ScriptArchive.resource(DepthHeadNet.class, "depthvlm.torchscript"),
              MappedTensors.source());
      Map<String, NDArray> tensors = new LinkedHashMap<>();
      try (MappedTensors mapped = new MappedTensors(script, manager)) {
        files.forEach((name, t) -> tensors.put(name, mapped.read(t, NumberType.F32, manager)));
      }
      return new DepthHeadNet(manager, script, new NamedTensors(tensors));
    } catch (RuntimeException | Error e) {
      if (script != null) {
        script.close();
      }
      manager.close();
      throw e;
    }
  }

  /**
   * The map of a picture.
   *
   * @param rows of its tokens
   * @param columns of its tokens
   * @param tokenPx side of a token
   */
  DepthMap map(VlmNet.ImageStates states, int rows, int columns, int tokenPx) {
    try (NDManager scope = manager.newSubManager();
        ScriptCall call = script.method("depthvlm")) {
      NDArray depth =
          call.made(states.features())
              .made(states.states())
              .tensors(weights)
              .integer(rows)
              .integer(columns)
              .integer(tokenPx)
              .tensor(scope);
      return new DepthMap(
          depth.toFloatArray(), columns * tokenPx, rows * tokenPx, Sampling.BILINEAR);
    }
  }

  @Override
  public void close() {
    weights.close();
    script.close();
    manager.close();
  }
}
