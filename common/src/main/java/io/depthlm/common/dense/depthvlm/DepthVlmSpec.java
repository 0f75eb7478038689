package io.depthlm.common.dense.depthvlm;

import io.depthlm.common.dense.DenseEngine;
import io.depthlm.common.dense.DepthMap.Quantity;
import io.depthlm.common.dense.MapsChoice;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.FolderSpec;
import io.depthlm.common.engine.ModelFolder;
import io.depthlm.common.engine.NumberChoice;
import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.vlm.CheckpointPath;
import io.depthlm.common.vlm.cache.CheckpointCache;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The recipe of DepthVLM on a {@link DenseEngine}.
 *
 * @param uri the checkpoint folder
 * @param fingerprint a digest of its files, the same wherever it lies
 * @param numbers the number format that the model computes in
 * @param system the system prompt
 * @param maps whether its answers carry their maps; no part of the variant
 */
public record DepthVlmSpec(
    String uri, String fingerprint, NumberChoice numbers, SystemPrompt system, MapsChoice maps)
    implements FolderSpec {
  @Override
  public FolderSpec copied(ModelFolder from, Path cache) {
    Path copy = new CheckpointCache(cache).fetch(from, fingerprint);
    return new DepthVlmSpec(copy.toString(), fingerprint, numbers, system, maps);
  }

  @Override
  public String engine() {
    return DepthVlmFactory.KEY;
  }

  @Override
  public void prepareProcess(int cores) {
    TorchRuntime.limitThreads(cores);
  }

  @Override
  public SortedMap<String, String> identity() {
    SortedMap<String, String> identity = new TreeMap<>();
    identity.put("checkpoint", fingerprint);
    identity.put("dtype", numbers.key());
    system.identify(identity);
    return identity;
  }

  /** Many questions share a pass. */
  @Override
  public double expectedQuestionsPerSecond() {
    return 50;
  }

  /**
   * Loads the model and its head.
   *
   * @throws EngineException if the folder cannot be run, with its fault's code; {@code
   *     device_out_of_memory} if the device has no room; {@code device_unavailable} if it cannot be
   *     used at all
   */
  @Override
  public DepthEngine open(DeviceSlot device) {
    Path folder = CheckpointPath.of(uri);
    try {
      return new DenseEngine(
          DepthVlmNet.load(folder, numbers.type().orElse(null), system, device),
          Quantity.Z,
          maps,
          device);
    } catch (RuntimeException | Error e) {
      throw TorchRuntime.cannotLoad(uri, device, e);
    }
  }
}
