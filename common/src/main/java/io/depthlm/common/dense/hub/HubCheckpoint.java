package io.depthlm.common.dense.hub;

import com.fasterxml.jackson.databind.JsonNode;
import io.depthlm.common.dense.Planes;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.JsonFile;
import io.depthlm.common.vlm.checkpoint.TensorEntry;
import io.depthlm.common.vlm.checkpoint.TensorFiles;
import io.depthlm.common.vlm.checkpoint.TensorShapes;
import io.depthlm.common.vlm.image.ProcessorFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A folder of a depth network as Hugging Face publishes it, opened: configuration read, headers
 * checked, every tensor that the network needs found with its shape.
 *
 * @param tensors those of the network, by name
 * @param processor makes pictures ready
 */
public record HubCheckpoint(
    Path folder,
    HubModel model,
    SortedMap<String, TensorEntry> tensors,
    Function<PreparedFrame, Planes> processor) {
  private static final String CONFIG = "config.json";

  /** The family of the network in a folder; empty if it is none, or no folder. */
  public static Optional<HubFamily> familyOf(Path folder) {
    try {
      return JsonFile.readIfPresent(folder.resolve(CONFIG))
          .map(node -> new ConfigSection(CONFIG, node))
          .flatMap(HubCheckpoint::family);
    } catch (CheckpointException e) {
      return Optional.empty();
    }
  }

  /** Whether the text of a {@code config.json} describes a depth network that is known here. */
  public static boolean isDescribedBy(String config) {
    try {
      JsonNode node = JsonFile.parse(CONFIG, config.getBytes(StandardCharsets.UTF_8));
      return family(new ConfigSection(CONFIG, node)).isPresent();
    } catch (CheckpointException e) {
      return false;
    }
  }

  private static Optional<HubFamily> family(ConfigSection root) {
    List<String> architectures = root.texts("architectures");
    String type = root.text("model_type").orElse("");
    return HubFamily.all().stream()
        .filter(
            family ->
                architectures.isEmpty()
                    ? type.equals(family.modelType())
                    : architectures.contains(family.architecture()))
        .findFirst();
  }

  /**
   * Opens a folder on a local disk. Reads configuration and headers only.
   *
   * @throws CheckpointException naming what is wrong: folder, file, key or tensors
   */
  public static HubCheckpoint open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new CheckpointException(
          Fault.NOT_FOUND,
          Files.exists(folder) ? folder + " is not a folder" : "no folder " + folder,
          "point at a folder with config.json and *.safetensors");
    }
    ConfigSection root = new ConfigSection(CONFIG, JsonFile.read(folder.resolve(CONFIG)));
    HubFamily family = family(root).orElseThrow(() -> unknown(root));
    SortedMap<String, TensorEntry> tensors = TensorFiles.read(folder);
    HubModel model = family.read(root, new TensorShapes(tensors));
    model.tensors().check(family.architecture(), model::ignores, tensors);
    tensors.keySet().retainAll(model.tensors().shapes().keySet());
    return new HubCheckpoint(
        folder, model, tensors, model.processor(ProcessorFile.section(folder)));
  }

  private static CheckpointException unknown(ConfigSection root) {
    return new CheckpointException(
        Fault.ARCHITECTURE_UNSUPPORTED,
        "config.json names architecture %s, model type %s, which is no depth network known here"
            .formatted(root.shown("architectures"), root.shown("model_type")),
        HubFamily.all().stream().map(HubFamily::architecture).collect(Collectors.joining(", "))
            + " can be run; others as an ONNX file; a model that answers in words has engine ="
            + " vlm");
  }

  /** How many numbers the weights hold. */
  public long parameters() {
    return tensors.values().stream().mapToLong(TensorEntry::elements).sum();
  }

  /** How many bytes the weights hold. */
  public long weightBytes() {
    return tensors.values().stream().mapToLong(TensorEntry::byteLength).sum();
  }

  /** The number formats of the weights, for people. */
  public String dtypes() {
    Map<String, Long> counts =
        tensors.values().stream()
            .collect(Collectors.groupingBy(t -> t.dtype().name(), Collectors.counting()));
    return String.join(" and ", counts.keySet().stream().sorted().toList());
  }
}
