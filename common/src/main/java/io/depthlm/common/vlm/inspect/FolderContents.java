package io.depthlm.common.vlm.inspect;

import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.JsonFile;
import io.depthlm.common.vlm.inspect.CheckpointInspection.Fact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Describes a folder that cannot be opened as a checkpoint by its files. */
final class FolderContents {
  private static final String CONFIG = "config.json";

  /** The endings of weights files, supported or not. */
  private static final List<String> WEIGHTS =
      List.of(".safetensors", ".bin", ".pt", ".pth", ".gguf", ".onnx");

  private FolderContents() {}

  /** The description; empty if there is no folder. */
  static List<Fact> of(Path folder) {
    List<Fact> facts = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return facts;
    }
    architecture(folder, facts);
    SortedMap<String, Long> weights = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.filter(Files::isRegularFile).forEach(file -> count(file, weights));
    } catch (IOException | UncheckedIOException e) {
      facts.add(new Fact("weights", "the folder cannot be listed"));
      return facts;
    }
    weights.forEach(
        (ending, bytes) ->
            facts.add(
                new Fact(
                    "weights", "%s of *%s".formatted(CheckpointInspection.size(bytes), ending))));
    List<String> missing = missing(folder, weights.containsKey(".safetensors"));
    if (!missing.isEmpty()) {
      facts.add(new Fact("missing", String.join(", ", missing)));
    }
    return facts;
  }

  private static void architecture(Path folder, List<Fact> facts) {
    ConfigSection config;
    try {
      config =
          JsonFile.readIfPresent(folder.resolve(CONFIG))
              .map(node -> new ConfigSection(CONFIG, node))
              .orElse(null);
    } catch (CheckpointException e) {
      // The list of problems says this already.
      return;
    }
    if (config == null) {
      return;
    }
    List<String> said = new ArrayList<>();
    for (String key : List.of("architectures", "model_type", "transformers_version")) {
      if (config.has(key)) {
        said.add(key + " " + config.shown(key));
      }
    }
    if (!said.isEmpty()) {
      facts.add(new Fact("model", String.join(", ", said)));
    }
    facts.add(
        new Fact(
            "pictures",
            config.has("vision_config")
                ? "config.json has a vision_config"
                : "config.json has no vision_config, so it may read text alone"));
  }

  private static void count(Path file, SortedMap<String, Long> weights) {
    Optional<String> ending =
        WEIGHTS.stream().filter(file.getFileName().toString()::endsWith).findFirst();
    if (ending.isPresent()) {
      try {
        weights.merge(ending.get(), Files.size(file), Long::sum);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The required files that are missing. */
  private static List<String> missing(Path folder, boolean safetensors) {
    List<String> missing = new ArrayList<>();
    if (!areIn(folder, CONFIG)) {
      missing.add(CONFIG);
    }
    if (!safetensors) {
      missing.add("*.safetensors");
    }
    if (!areIn(folder, "tokenizer.json")) {
      missing.add("tokenizer.json");
    }
    if (!areIn(folder, "preprocessor_config.json", "processor_config.json")) {
      missing.add("preprocessor_config.json");
    }
    if (!areIn(folder, "chat_template.jinja", "chat_template.json", "tokenizer_config.json")) {
      missing.add("chat_template.jinja");
    }
    return missing;
  }

  private static boolean areIn(Path folder, String... names) {
    return Stream.of(names).anyMatch(name -> Files.exists(folder.resolve(name)));
  }
}
