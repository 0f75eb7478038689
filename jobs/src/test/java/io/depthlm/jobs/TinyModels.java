package io.depthlm.jobs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The checkpoints of the golden values: one of each family, a few hundred kilobytes. */
public final class TinyModels {
  /** Their names, which are those of their folders. */
  public static final List<String> NAMES = List.of("tiny-qwen", "tiny-pixtral");

  private TinyModels() {}

  /** A model's folder, absolute. */
  public static Path folder(String name) {
    Path folder =
        Path.of("..", "common", "src", "test", "resources", "golden", "vlm", name)
            .toAbsolutePath()
            .normalize();
    if (!Files.isRegularFile(folder.resolve("model.safetensors"))) {
      throw new IllegalStateException("no checkpoint " + folder);
    }
    return folder;
  }

  /** Their entries in a sweep's {@code models}; a few tokens are answer enough. */
  public static String entries(List<String> names) {
    StringBuilder entries = new StringBuilder("[");
    for (String name : names) {
      entries.append(
          "{name = %s, engine = vlm, uri = \"%s\", max_new_tokens = 8},"
              .formatted(name, folder(name)));
    }
    return entries.append("]").toString();
  }
}
