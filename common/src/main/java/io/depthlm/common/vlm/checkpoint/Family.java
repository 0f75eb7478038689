package io.depthlm.common.vlm.checkpoint;

import io.depthlm.common.core.UserError;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * How the checkpoints of one architecture are read. Families are found in the registry, the file
 * {@code META-INF/services/io.depthlm.common.vlm.checkpoint.Family}: one line each. The packages
 * that use the other parts of a family (images, prompts, the vision tower, random checkpoints)
 * declare them; a family implements {@code vlm.family.ModelFamily}, which joins all parts.
 */
public interface Family {
  /** The name on the command line and in tables. */
  String label();

  /** The name under {@code architectures} in {@code config.json}. */
  String architecture();

  /** The {@code model_type} in {@code config.json}, if {@code architectures} is missing. */
  String modelType();

  /**
   * Refuses variations of the architecture that are not implemented, judging by {@code
   * config.json}; called before the weights are opened.
   *
   * @throws CheckpointException {@code ARCHITECTURE_UNSUPPORTED} naming what was found
   */
  default void check(ConfigSection root) {}

  /** The complete configuration. */
  VlmConfig read(ModelFiles files);

  /** Prefixes of the canonical names of tensors outside of the decoder. */
  List<String> towers();

  /**
   * Whether a tensor is of something that stands beside the model in the same files, such as a head
   * of its own, and that the model answers without.
   */
  default boolean isBeside(String canonical) {
    return false;
  }

  /** The name of a tensor in the files of transformers, for a canonical name. */
  default String nameInFile(String canonical) {
    return canonical;
  }

  /** All families, by label. */
  static List<Family> all() {
    return Registry.FAMILIES;
  }

  /** The same as an array. */
  static Family[] values() {
    return all().toArray(Family[]::new);
  }

  /** The labels of all families, for messages. */
  static String labels() {
    return all().stream().map(Family::label).collect(Collectors.joining(", "));
  }

  /** The family of a label. */
  static Optional<Family> labelled(String label) {
    return all().stream().filter(family -> family.label().equals(label)).findFirst();
  }

  /**
   * The family of a label that a user gave.
   *
   * @param where option or key, for the message
   * @throws UserError if there is none
   */
  static Family asked(String where, String label) {
    return labelled(label)
        .orElseThrow(
            () -> new UserError(where + " " + label + " is unknown", "choose one of " + labels()));
  }

  /** Loaded with the first use. */
  final class Registry {
    private static final List<Family> FAMILIES =
        ServiceLoader.load(Family.class, Family.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .sorted(Comparator.comparing(Family::label).reversed())
            .toList();

    private Registry() {}
  }
}
