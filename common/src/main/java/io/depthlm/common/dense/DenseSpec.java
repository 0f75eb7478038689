package io.depthlm.common.dense;

import io.depthlm.common.dense.file.FileNet;
import io.depthlm.common.dense.file.FileProtocol;
import io.depthlm.common.dense.hub.HubCheckpoint;
import io.depthlm.common.dense.hub.HubNet;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.FolderSpec;
import io.depthlm.common.engine.ModelFolder;
import io.depthlm.common.vlm.CheckpointPath;
import io.depthlm.common.vlm.cache.CheckpointCache;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The recipe of a {@link DenseEngine}.
 *
 * @param uri the network's folder
 * @param fingerprint a digest of its files, the same wherever it lies
 * @param protocol the file within it; null for a folder as Hugging Face publishes it
 * @param depth what its maps hold
 * @param maps whether its answers carry them; no part of the variant
 */
public record DenseSpec(
    String uri, String fingerprint, FileProtocol protocol, DepthChoice depth, MapsChoice maps)
    implements FolderSpec {
  @Override
  public FolderSpec copied(ModelFolder from, Path cache) {
    Path copy = new CheckpointCache(cache).fetch(from, fingerprint);
    return new DenseSpec(copy.toString(), fingerprint, protocol, depth, maps);
  }

  @Override
  public String engine() {
    return DenseFactory.KEY;
  }

  @Override
  public void prepareProcess(int cores) {
    TorchRuntime.limitThreads(cores);
  }

  @Override
  public SortedMap<String, String> identity() {
    SortedMap<String, String> identity = new TreeMap<>();
    identity.put("checkpoint", fingerprint);
    identity.put("depth", depth.name().toLowerCase(Locale.ROOT));
    if (protocol != null) {
      identity.put("file", protocol.file());
      protocol.input().identify(identity);
      protocol.output().identify(identity);
    }
    return identity;
  }

  /** Many questions share a pass. */
  @Override
  public double expectedQuestionsPerSecond() {
    return 50;
  }

  /**
   * Loads the network.
   *
   * @throws EngineException if the folder cannot be run, with its fault's code; {@code
   *     device_out_of_memory} if the device has no room; {@code device_unavailable} if it cannot be
   *     used at all
   */
  @Override
  public DepthEngine open(DeviceSlot device) {
    Path folder = CheckpointPath.of(uri);
    try {
      return protocol == null ? ofFolder(folder, device) : ofFile(folder, device);
    } catch (RuntimeException | Error e) {
      throw TorchRuntime.cannotLoad(uri, device, e);
    }
  }

  private DepthEngine ofFolder(Path folder, DeviceSlot device) {
    HubCheckpoint checkpoint = HubCheckpoint.open(folder);
    DepthMap.Quantity quantity = depth.choose(checkpoint.model().quantity(), uri);
    return new DenseEngine(HubNet.load(checkpoint, device), quantity, maps, device);
  }

  private DepthEngine ofFile(Path folder, DeviceSlot device) {
    FileNet net =
        FileNet.load(
            folder.resolve(protocol.file()),
            protocol.input(),
            protocol.output(),
            device,
            TorchRuntime.wanted());
    return new DenseEngine(net, depth.choose(null, uri), maps, device);
  }
}
