package io.depthlm.jobs.cli;

import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says that this host has a GPU which a command does not use: with {@code device = auto}, a model
 * runs on a GPU only if Spark assigned one, and commands about one picture have no Spark task.
 */
final class GpuHint {
  /** Where NVIDIA's driver lists its GPUs on Linux, one folder for each. */
  static final Path DRIVER = Path.of("/proc/driver/nvidia/gpus");

  private GpuHint() {}

  /** The hint, or empty if the engine uses a GPU, cannot use one, or the host has none. */
  static Optional<String> of(EngineSpec spec, Path driver) {
    boolean unused = !spec.place(DeviceSlot.CPU).isGpu() && spec.place(new DeviceSlot(0)).isGpu();
    long gpus = unused ? count(driver) : 0;
    return gpus == 0
        ? Optional.empty()
        : Optional.of(
            "depthlm: this host has %d NVIDIA GPU%s, the model runs on the processor; --set device=gpu"
                    .formatted(gpus, gpus == 1 ? "" : "s")
                + " runs it on the GPU");
  }

  private static long count(Path driver) {
    if (!Files.isDirectory(driver)) {
      return 0;
    }
    try (Stream<Path> gpus = Files.list(driver)) {
      return gpus.count();
    } catch (IOException e) {
      return 0;
    }
  }
}
