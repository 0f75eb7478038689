package io.depthlm.common.vlm.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads {@code config.json} and {@code generation_config.json} as transformers 4 (flat text keys,
 * {@code rope_theta}/{@code rope_scaling}) and 5 (nested {@code text_config}, {@code
 * rope_parameters}) write them. A missing key is derived from the shapes of the tensors if
 * possible; otherwise it has the default of transformers 5.17.
 */
final class ConfigReader {

  private final ConfigSection root;
  private final ConfigSection generation;

  ConfigReader(Path folder) {
    root = new ConfigSection("config.json", JsonFile.read(folder.resolve("config.json")));
    Optional<JsonNode> node = JsonFile.readIfPresent(folder.resolve("generation_config.json"));
    generation =
        new ConfigSection("generation_config.json", node.orElse(MissingNode.getInstance()));
  }

  /**
   * The family.
   *
   * @throws CheckpointException {@code ARCHITECTURE_UNSUPPORTED} naming what was found
   */
  Family family() {
    List<String> architectures = root.texts("architectures");
    String modelType = root.text("model_type").orElse("");
    if (root.has("quantization_config")) {
      throw unsupported("quantised weights (quantization_config)");
    }
    for (Family family : Family.all()) {
      if (architectures.isEmpty()
          ? modelType.equals(family.modelType())
          : architectures.contains(family.architecture())) {
        family.check(root);
        return family;
      }
    }
    throw unsupported(
        "architecture %s, model type '%s'".formatted(root.shown("architectures"), modelType));
  }

  private static CheckpointException unsupported(String found) {
    return CheckpointException.unsupported(
        "config.json names " + found,
        Family.all().stream().map(Family::architecture).collect(Collectors.joining(", "))
            + " can be run");
  }

  /** The complete configuration, given the tensors by their canonical names. */
  VlmConfig read(TensorShapes shapes) {
    VlmConfig config = family().read(new ModelFiles(root, generation, shapes));
    checkIds(config);
    return config;
  }

  private static void checkIds(VlmConfig config) {
    int vocabulary = config.text().vocabSize();
    if (config.imageTokenId() >= vocabulary) {
      throw new CheckpointException(
          Fault.CONFIG_INVALID,
          "config.json: image token id %d is outside the vocabulary of %d"
              .formatted(config.imageTokenId(), vocabulary),
          "correct the id");
    }
  }
}
