package io.depthlm.common.vlm.checkpoint;

import io.depthlm.common.core.UserError;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * How the checkpoints of one architecture are read. Families are found in the registry, the file
 * {@code META-INF/services/io.depthlm.common.vlm.checkpoint.Family}: one line each. What else a
 * family does (images, prompts, the vision tower, random checkpoints) is declared by the packages
 * that ask for it; {@code vlm.family.ModelFamily} is all of it together, and what a family
 * implements.
 */
public interface Family {
  /** The name on the command line and in tables. */
  String label();

  /** The class that {@code config.json} names under {@code architectures}. */
  String architecture();

  /** What {@code model_type} says where the architectures are missing. */
  String modelType();

  /**
   * Refuses variations of the architecture that are not implemented, by what {@code config.json}
   * says; called before the weights are looked for.
   *
   * @throws CheckpointException {@code ARCHITECTURE_UNSUPPORTED} naming what was found
   */
  default void check(ConfigSection root) {}

  /** The complete configuration. */
  VlmConfig read(ModelFiles files);

  /** Prefixes of the canonical names of tensors outside of the decoder. */
  List<String> towers();

  /** The name that transformers writes into a file for a canonical one. */
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
