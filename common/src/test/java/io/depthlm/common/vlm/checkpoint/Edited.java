package io.depthlm.common.vlm.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A copy of a tiny checkpoint to be edited: its configuration, its tensors' names and shapes. */
final class Edited {
  static final Path GOLDEN = Path.of("src/test/resources/golden/vlm");

  final Path folder;

  private Edited(Path folder) {
    this.folder = folder;
  }

  static Edited copyOf(String golden, Path folder) throws IOException {
    Files.createDirectories(folder);
    try (var files = Files.newDirectoryStream(GOLDEN.resolve(golden))) {
      for (Path file : files) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    return new Edited(folder);
  }

  Path weights() {
    return folder.resolve("model.safetensors");
  }

  Edited config(Consumer<ObjectNode> edit) throws IOException {
    Path file = folder.resolve("config.json");
    ObjectNode node = (ObjectNode) JsonFile.read(file);
    edit.accept(node);
    Files.writeString(file, node.toString());
    return this;
  }

  /** Rewrites the weights; an edit gives a tensor's new self, or null to drop it. */
  Edited tensors(UnaryOperator<TensorSpec> edit) throws IOException {
    List<TensorEntry> kept = new ArrayList<>();
    List<TensorSpec> specs = new ArrayList<>();
    for (TensorEntry tensor : SafetensorsHeader.read(weights()).tensors()) {
      TensorSpec spec = edit.apply(new TensorSpec(tensor.name(), tensor.dtype(), tensor.shape()));
      if (spec != null) {
        kept.add(tensor);
        specs.add(spec);
      }
    }
    write(weights(), kept, specs);
    return this;
  }

  Edited rename(UnaryOperator<String> rename) throws IOException {
    return tensors(t -> new TensorSpec(rename.apply(t.name()), t.dtype(), t.shape()));
  }

  /** Splits the weights into two shards with an index. */
  Edited shard() throws IOException {
    List<TensorEntry> all = SafetensorsHeader.read(weights()).tensors();
    ObjectNode index = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    ObjectNode map = index.putObject("weight_map");
    for (int shard = 0; shard < 2; shard++) {
      String name = "model-%05d-of-00002.safetensors".formatted(shard + 1);
      List<TensorEntry> part =
          shard == 0 ? all.subList(0, all.size() / 2) : all.subList(all.size() / 2, all.size());
      write(
          folder.resolve(name),
          part,
          part.stream().map(t -> new TensorSpec(t.name(), t.dtype(), t.shape())).toList());
      part.forEach(t -> map.put(t.name(), name));
    }
    Files.delete(weights());
    Files.writeString(folder.resolve("model.safetensors.index.json"), index.toString());
    return this;
  }

  private static void write(Path file, List<TensorEntry> from, List<TensorSpec> to)
      throws IOException {
    List<ByteBuffer> data = new ArrayList<>();
    for (int i = 0; i < from.size(); i++) {
      ByteBuffer bytes = ByteBuffer.allocate((int) to.get(i).bytes());
      try (FileChannel channel = FileChannel.open(from.get(i).file())) {
        bytes.limit((int) Math.min(bytes.capacity(), from.get(i).byteLength()));
        channel.read(bytes, from.get(i).byteOffset());
        bytes.clear();
      }
      data.add(bytes);
    }
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, to)) {
      for (ByteBuffer bytes : data) {
        writer.write(bytes);
      }
    }
  }
}
