package io.depthlm.common.vlm.cache;

import com.fasterxml.jackson.databind.JsonNode;
import io.depthlm.common.engine.ModelFolder;
import io.depthlm.common.engine.ModelFolder.StoredFile;
import io.depthlm.common.vlm.checkpoint.Adapter;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import io.depthlm.common.vlm.checkpoint.JsonFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Selects the files of a folder that belong to the model. */
final class CheckpointFiles {
  private static final String INDEX = "model.safetensors.index.json";
  private static final String SINGLE = "model.safetensors";
  private static final int MAX_SMALL_BYTES = 64 << 20;

  /** The files, besides the weights, that may change an answer. */
  private static final List<String> SMALL =
      List.of(
          "config.json",
          "generation_config.json",
          "preprocessor_config.json",
          "processor_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "chat_template.jinja",
          "chat_template.json",
          Adapter.CONFIG,
          INDEX);

  /** How files of whole networks, and the weights beside them, are named. */
  private static final List<String> NETWORKS =
      List.of(".onnx", ".onnx_data", ".onnx.data", ".pt", ".torchscript");

  private CheckpointFiles() {}

  /**
   * The files by name.
   *
   * @throws CheckpointException if the folder is not there or lacks configuration or weights
   */
  static SortedMap<String, StoredFile> of(ModelFolder remote) throws IOException {
    SortedMap<String, StoredFile> all = new TreeMap<>();
    remote.list().forEach(file -> all.put(file.name(), file));
    if (all.isEmpty()) {
      throw new CheckpointException(
          Fault.NOT_FOUND,
          "no checkpoint folder " + remote.location(),
          "point at a folder with config.json and *.safetensors");
    }
    SortedMap<String, StoredFile> chosen = new TreeMap<>(all);
    chosen.keySet().retainAll(SMALL);
    for (StoredFile file : chosen.values()) {
      if (file.bytes() > MAX_SMALL_BYTES) {
        throw new CheckpointException(
            Fault.CONFIG_INVALID,
            "%s in %s has %d bytes, more than %d"
                .formatted(file.name(), remote.location(), file.bytes(), MAX_SMALL_BYTES),
            "check that this is the right file");
      }
    }
    StoredFile adapter = all.get(Adapter.CONFIG);
    if (adapter != null) {
      if (!all.containsKey("config.json") || !(all.containsKey(SINGLE) || all.containsKey(INDEX))) {
        byte[] config = read(remote, adapter, 0, (int) adapter.bytes());
        throw Adapter.withoutBase(
            remote.location(), JsonFile.parse(Adapter.CONFIG + " in " + remote.location(), config));
      }
      require(remote, all, Adapter.WEIGHTS);
      chosen.put(Adapter.WEIGHTS, all.get(Adapter.WEIGHTS));
    }
    if (!all.containsKey(SINGLE) && !all.containsKey(INDEX)) {
      SortedMap<String, StoredFile> networks = new TreeMap<>(all);
      networks.keySet().removeIf(name -> NETWORKS.stream().noneMatch(name::endsWith));
      if (!networks.isEmpty()) {
        chosen.putAll(networks);
        return chosen;
      }
    }
    require(remote, all, "config.json");
    for (String weights : weights(remote, all)) {
      require(remote, all, weights);
      chosen.put(weights, all.get(weights));
    }
    return chosen;
  }

  static boolean isSmall(String name) {
    return SMALL.contains(name);
  }

  private static Set<String> weights(ModelFolder remote, SortedMap<String, StoredFile> all)
      throws IOException {
    // A single file goes before an index, as TensorFiles reads them.
    if (all.containsKey(SINGLE) || !all.containsKey(INDEX)) {
      return Set.of(SINGLE);
    }
    byte[] json = read(remote, all.get(INDEX), 0, (int) all.get(INDEX).bytes());
    Set<String> weights = new HashSet<>();
    for (JsonNode shard :
        JsonFile.parse(INDEX + " in " + remote.location(), json).path("weight_map")) {
      weights.add(shard.asText());
    }
    return weights;
  }

  private static void require(ModelFolder remote, SortedMap<String, StoredFile> all, String name) {
    // A name from the index that is not among the folder's own files is refused here, so that no
    // name can lead out of it.
    if (!all.containsKey(name)) {
      throw new CheckpointException(
          Fault.FILE_MISSING,
          "no %s in %s".formatted(name, remote.location()),
          "copy the whole checkpoint folder as Hugging Face publishes it");
    }
  }

  /** Some bytes of a file, all of them or an exception. */
  static byte[] read(ModelFolder remote, StoredFile file, long offset, int length)
      throws IOException {
    try (InputStream stream = remote.open(file.name(), offset, length)) {
      byte[] bytes = stream.readNBytes(length);
      if (bytes.length < length) {
        throw new CheckpointException(
            Fault.CHANGED,
            "%s in %s ended after %d of %d bytes"
                .formatted(file.name(), remote.location(), offset + bytes.length, file.bytes()),
            "do not change a checkpoint in use");
      }
      return bytes;
    }
  }
}
