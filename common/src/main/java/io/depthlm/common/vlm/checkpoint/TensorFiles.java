package io.depthlm.common.vlm.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Finds a checkpoint's weights: one file, or shards listed by an index. */
public final class TensorFiles {
  static final String INDEX = "model.safetensors.index.json";
  static final String SINGLE = "model.safetensors";

  /** A plain file name without a folder; no other shard is read. */
  private static final Pattern SHARD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,200}");

  private TensorFiles() {}

  /**
   * The weights files of a folder, in the order of their names. A single file takes precedence over
   * an index, as in transformers (5.17, {@code _get_resolved_checkpoint_files}).
   */
  static List<Path> weights(Path folder) {
    Path single = folder.resolve(SINGLE);
    if (Files.exists(single)) {
      return List.of(single);
    }
    Path index = folder.resolve(INDEX);
    if (Files.exists(index)) {
      List<Path> files = new ArrayList<>();
      for (String shard : new TreeSet<>(weightMap(index).values())) {
        files.add(folder.resolve(shard));
      }
      return files;
    }
    throw new CheckpointException(
        Fault.FILE_MISSING,
        "neither " + SINGLE + " nor " + INDEX + " in " + folder,
        "only safetensors weights can be read; convert other formats first");
  }

  /** Every tensor of a folder by its canonical name, headers checked. */
  public static SortedMap<String, TensorEntry> read(Path folder) {
    SortedMap<String, TensorEntry> tensors = new TreeMap<>();
    for (Path file : weights(folder)) {
      for (TensorEntry tensor : SafetensorsHeader.read(file).tensors()) {
        String canonical = TensorNames.canonical(tensor.name());
        TensorEntry twin = tensors.put(canonical, tensor);
        if (twin != null) {
          throw new CheckpointException(
              Fault.HEADER_INVALID,
              "%s occurs twice: %s in %s and %s in %s"
                  .formatted(
                      SafetensorsHeader.quoted(canonical),
                      SafetensorsHeader.quoted(twin.name()),
                      twin.file().getFileName(),
                      SafetensorsHeader.quoted(tensor.name()),
                      tensor.file().getFileName()),
              "remove the weights file that does not belong to this checkpoint");
        }
      }
    }
    refuseFactors(tensors);
    Path index = folder.resolve(INDEX);
    if (Files.exists(index) && !Files.exists(folder.resolve(SINGLE))) {
      checkIndex(index, weightMap(index), tensors);
    }
    return tensors;
  }

  private static void refuseFactors(SortedMap<String, TensorEntry> tensors) {
    SortedSet<String> factors = new TreeSet<>(tensors.keySet());
    factors.removeIf(name -> !name.contains(".lora_") && !name.contains(".base_layer."));
    if (!factors.isEmpty()) {
      throw new CheckpointException(
          Fault.TENSOR_UNEXPECTED,
          "the weights hold an adapter that was not merged: " + some(factors),
          "save the model after peft's merge_and_unload(), or save the adapter alone and put it"
              + " beside its base");
    }
  }

  /** Whether a folder has weights, whole or in shards. */
  static boolean areIn(Path folder) {
    return Files.exists(folder.resolve(SINGLE)) || Files.exists(folder.resolve(INDEX));
  }

  /** Whether there is an index beside the single weights file, which is then not read. */
  static boolean ignoresIndex(Path folder) {
    return Files.exists(folder.resolve(SINGLE)) && Files.exists(folder.resolve(INDEX));
  }

  private static Map<String, String> weightMap(Path index) {
    JsonNode map = JsonFile.read(index).path("weight_map");
    if (!map.isObject() || map.isEmpty()) {
      throw new CheckpointException(
          Fault.CONFIG_INVALID, index + " has no weight_map", "download the file again");
    }
    Map<String, String> weightMap = new TreeMap<>();
    for (Iterator<Map.Entry<String, JsonNode>> it = map.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = it.next();
      String shard = entry.getValue().asText("");
      if (!SHARD.matcher(shard).matches()) {
        throw new CheckpointException(
            Fault.CONFIG_INVALID,
            "%s: %s lies in %s, which is not a plain file name"
                .formatted(
                    index,
                    SafetensorsHeader.quoted(entry.getKey()),
                    SafetensorsHeader.quoted(shard)),
            "weights must lie beside their index");
      }
      weightMap.put(entry.getKey(), shard);
    }
    return weightMap;
  }

  private static void checkIndex(
      Path index, Map<String, String> weightMap, SortedMap<String, TensorEntry> tensors) {
    SortedSet<String> unlisted = new TreeSet<>();
    for (TensorEntry tensor : tensors.values()) {
      if (!tensor.file().getFileName().toString().equals(weightMap.get(tensor.name()))) {
        unlisted.add(tensor.name());
      }
    }
    SortedSet<String> absent = new TreeSet<>(weightMap.keySet());
    tensors.values().forEach(tensor -> absent.remove(tensor.name()));
    if (!absent.isEmpty()) {
      throw new CheckpointException(
          Fault.TENSOR_MISSING,
          "%s lists %s, which its weights file does not contain".formatted(index, some(absent)),
          "download index and weights of one revision");
    }
    if (!unlisted.isEmpty()) {
      throw new CheckpointException(
          Fault.TENSOR_UNEXPECTED,
          "%s does not list %s, or lists it in another file".formatted(index, some(unlisted)),
          "download index and weights of one revision");
    }
  }

  /** A few of many names, for a message. */
  static String some(SortedSet<String> names) {
    int shown = 4;
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      if (shown-- == 0) {
        return text.append(" and ").append(names.size() - 4).append(" more").toString();
      }
      text.append(text.length() == 0 ? "" : ", ").append(SafetensorsHeader.quoted(name));
    }
    return text.toString();
  }
}
