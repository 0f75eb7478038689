package io.depthlm.common.vlm.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.core.Build;
import io.depthlm.common.vlm.torch.TorchRuntime;

/** This program as an engine of DJL: models are checkpoint folders, tensors are PyTorch's. */
final class DepthDjlEngine extends Engine {
  static final String NAME = "DepthLM";

  /** Lower than every engine that computes, so that DJL's default engine does not change. */
  static final int RANK = 1000;

  @Override
  public Engine getAlternativeEngine() {
    return null;
  }

  @Override
  public String getEngineName() {
    return NAME;
  }

  @Override
  public int getRank() {
    return RANK;
  }

  @Override
  public String getVersion() {
    return Build.current().version();
  }

  @Override
  public boolean hasCapability(String capability) {
    return TorchRuntime.engine().hasCapability(capability);
  }

  @Override
  public Device defaultDevice() {
    return TorchRuntime.engine().defaultDevice();
  }

  @Override
  public Model newModel(String name, Device device) {
    return new DepthModel(name, device == null ? defaultDevice() : device);
  }

  @Override
  public NDManager newBaseManager() {
    return TorchRuntime.engine().newBaseManager();
  }

  @Override
  public NDManager newBaseManager(Device device) {
    return TorchRuntime.engine().newBaseManager(device);
  }
}
