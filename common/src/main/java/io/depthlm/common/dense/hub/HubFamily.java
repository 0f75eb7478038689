package io.depthlm.common.dense.hub;

import io.depthlm.common.core.UserError;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.TensorShapes;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A kind of depth network that Hugging Face publishes in folders. The registry is {@code
 * META-INF/services} of this interface: one line for each.
 */
public interface HubFamily {
  /** All of them, in the order of the registry. */
  static List<HubFamily> all() {
    return ServiceLoader.load(HubFamily.class, HubFamily.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  /** The one of a label, if there is one. */
  static Optional<HubFamily> named(String label) {
    return all().stream().filter(family -> family.label().equals(label)).findFirst();
  }

  /** The name in commands and messages: {@code depth_anything}. */
  String label();

  /** The class in {@code config.json} under {@code architectures}. */
  String architecture();

  /** The {@code model_type} in {@code config.json}. */
  String modelType();

  /**
   * The network that a folder describes.
   *
   * @param root {@code config.json}
   * @param shapes those of its tensors, for what the file leaves out
   * @throws io.depthlm.common.vlm.checkpoint.CheckpointException if it says what is not implemented
   */
  HubModel read(ConfigSection root, TensorShapes shapes);

  /** The sizes of random checkpoints, smallest first. */
  List<String> sizes();

  /** The network of one of {@link #sizes}. */
  HubModel shape(String size);

  /**
   * The network of a named size.
   *
   * @throws UserError if there is none of that name
   */
  default HubModel sized(String size) {
    if (!sizes().contains(size)) {
      throw new UserError(
          "no size '%s' of %s".formatted(size, label()),
          "choose one of " + String.join(", ", sizes()));
    }
    return shape(size);
  }
}
