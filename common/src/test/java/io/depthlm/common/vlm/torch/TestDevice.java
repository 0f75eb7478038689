package io.depthlm.common.vlm.torch;

import ai.djl.engine.Engine;
import io.depthlm.common.engine.DeviceSlot;

/**
 * The device of tests that are tagged {@code gpu}: the processor, or in the tier of that name the
 * GPU whose number the build names.
 */
public final class TestDevice {
  private static final String PROCESSOR = "cpu";
  private static final String NAME = System.getProperty("depthlm.test.device", PROCESSOR);

  private TestDevice() {}

  /** The device. */
  public static DeviceSlot slot() {
    return NAME.equals(PROCESSOR) ? DeviceSlot.CPU : gpu(Integer.parseInt(NAME));
  }

  private static DeviceSlot gpu(int number) {
    TorchRuntime.start(Runtime.getRuntime().availableProcessors());
    int found = Engine.getEngine("PyTorch").getGpuCount();
    if (number >= found) {
      throw new IllegalStateException(
          "there is no GPU %d: PyTorch sees %d, with the libraries that deploy/README.md names"
              .formatted(number, found));
    }
    return new DeviceSlot(number);
  }
}
