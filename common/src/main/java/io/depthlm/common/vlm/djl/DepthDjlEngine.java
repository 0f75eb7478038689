package io.depthlm.common.vlm.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.core.Build;

/** DJL's view of this program: models are checkpoint folders, tensors are PyTorch's. */
final class DepthDjlEngine extends Engine {
  static final String NAME = "DepthLM";

  /** Behind every engine that computes, so that DJL's default stays what it was. */
  static final int RANK = 1000;

  private static Engine torch() {
    return Engine.getEngine("PyTorch");
  }

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
    return torch().hasCapability(capability);
  }

  @Override
  public Device defaultDevice() {
    return torch().defaultDevice();
  }

  @Override
  public Model newModel(String name, Device device) {
    return new DepthModel(name, device == null ? defaultDevice() : device);
  }

  @Override
  public NDManager newBaseManager() {
    return torch().newBaseManager();
  }

  @Override
  public NDManager newBaseManager(Device device) {
    return torch().newBaseManager(device);
  }
}
