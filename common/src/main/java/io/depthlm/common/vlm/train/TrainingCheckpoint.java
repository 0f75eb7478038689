package io.depthlm.common.vlm.train;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.Folders;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.Adapter;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.SafetensorsHeader;
import io.depthlm.common.vlm.checkpoint.SafetensorsWriter;
import io.depthlm.common.vlm.checkpoint.TensorEntry;
import io.depthlm.common.vlm.checkpoint.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A model on disk as transformers writes it, and beside it, in the folder {@code training}, what a
 * later run needs to go on exactly: the optimizer's running means and how many steps were done. The
 * folder appears under its name only when it is whole.
 */
public final class TrainingCheckpoint {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String WEIGHTS = "model.safetensors";

  /**
   * Not taken over from the base: written anew, a card that tells of other weights, or settings of
   * an adapter that the weights now contain.
   */
  private static final Set<String> OWN = Set.of("config.json", "README.md", Adapter.CONFIG);

  private static final String STATE = "training/state.json";
  private static final String MOMENTS = "training/optimizer.safetensors";
  private static final String ADAPTERS = "training/adapters.safetensors";

  private TrainingCheckpoint() {}

  /**
   * Writes the model alone: the base's files with the trained weights, in f32.
   *
   * @param base the checkpoint that the net was loaded from; tensors that training does not touch
   *     are copied from it
   * @throws UserError if the folder exists
   */
  public static void writeModel(TrainableNet net, Checkpoint base, Path folder) throws IOException {
    write(folder, part -> model(net, base, part));
  }

  /**
   * Writes what going on needs, and the model; of a net that learns low-rank pairs, the pairs
   * alone.
   *
   * @param facts what a resumed run must agree on, such as seed and batch
   */
  public static void write(
      TrainableNet net, AdamW optimizer, Checkpoint base, Map<String, String> facts, Path folder)
      throws IOException {
    write(
        folder,
        part -> {
          Files.createDirectories(part.resolve("training"));
          if (net.adapters() == null) {
            model(net, base, part);
          } else {
            tensors(net, net.adapters().byName(), part.resolve(ADAPTERS));
          }
          tensors(net, optimizer.moments(), part.resolve(MOMENTS));
          ObjectNode state = JSON.createObjectNode().put("step", optimizer.step());
          facts.forEach(state.putObject("facts")::put);
          Files.write(part.resolve(STATE), JSON.writeValueAsBytes(state));
        });
  }

  /**
   * Loads the model of such a folder, whose optimizer {@link #resume} then fills.
   *
   * @param base what the run began with, which low-rank pairs belong to
   * @param lora as the run has it, or null
   */
  public static TrainableNet load(Path folder, Checkpoint base, Lora lora, Compute compute)
      throws IOException {
    if (lora == null) {
      return TrainableNet.load(Checkpoint.open(folder), compute);
    }
    TrainableNet net = TrainableNet.load(base, lora, compute);
    try {
      Map<String, NDArray> pairs = net.adapters().byName();
      read(folder.resolve(ADAPTERS), pairs).forEach((n, values) -> net.put(pairs.get(n), values));
      return net;
    } catch (IOException | RuntimeException e) {
      net.close();
      throw e;
    }
  }

  /**
   * How many steps the run that wrote a folder had done.
   *
   * @param facts what this run is
   * @throws UserError if the earlier run had other facts, or the folder has no training state
   */
  public static long step(Map<String, String> facts, Path folder) throws IOException {
    return check(facts, folder, any -> true);
  }

  /**
   * The same, where not all facts are known yet.
   *
   * @param known those that are compared
   */
  public static long check(Map<String, String> facts, Path folder, Predicate<String> known)
      throws IOException {
    Path file = folder.resolve(STATE);
    if (!Files.isRegularFile(file)) {
      throw new UserError(
          folder + " is a model without a training state",
          "start a new run from it, or name a step's folder of an earlier run");
    }
    var state = JSON.readTree(file.toFile());
    Map<String, String> earlier = new TreeMap<>();
    state
        .path("facts")
        .fields()
        .forEachRemaining(fact -> earlier.put(fact.getKey(), fact.getValue().asText()));
    Set<String> all = new TreeSet<>(facts.keySet());
    all.addAll(earlier.keySet());
    for (String fact : all) {
      if (known.test(fact) && !Objects.equals(earlier.get(fact), facts.get(fact))) {
        throw new UserError(
            "%s was written with %s = %s, this run has %s"
                .formatted(
                    folder,
                    fact,
                    earlier.getOrDefault(fact, "nothing"),
                    facts.getOrDefault(fact, "nothing")),
            "resume with the same configuration and data, or train into a new folder");
      }
    }
    return state.path("step").asLong();
  }

  /**
   * Puts a fresh optimizer of the folder's model where the earlier run's was; the model came from
   * {@link #load}.
   *
   * @param facts as written
   * @throws UserError as {@link #step}
   */
  public static void resume(
      TrainableNet net, AdamW optimizer, Map<String, String> facts, Path folder)
      throws IOException {
    long step = step(facts, folder);
    optimizer.resumeAfter(step, read(folder.resolve(MOMENTS), optimizer.moments()));
  }

  /** The numbers in a file of tensors with these names and shapes. */
  private static Map<String, float[]> read(Path file, Map<String, NDArray> like)
      throws IOException {
    Map<String, TensorEntry> entries = new HashMap<>();
    SafetensorsHeader.read(file).tensors().forEach(t -> entries.put(t.name(), t));
    Map<String, float[]> values = new HashMap<>();
    for (Map.Entry<String, NDArray> tensor : like.entrySet()) {
      values.put(tensor.getKey(), read(tensor.getValue(), entries.get(tensor.getKey())));
    }
    return values;
  }

  private static float[] read(NDArray tensor, TensorEntry entry) throws IOException {
    if (entry == null || entry.byteLength() != 4 * tensor.size()) {
      throw new UserError(
          "the saved state does not fit the model: " + entry, "do not mix files of two runs");
    }
    try (FileChannel channel = FileChannel.open(entry.file(), StandardOpenOption.READ)) {
      float[] values = new float[Math.toIntExact(tensor.size())];
      // A mapping has at most 2 GiB.
      for (int at = 0; at < values.length; ) {
        int count = Math.min(TensorPieces.NUMBERS, values.length - at);
        channel
            .map(MapMode.READ_ONLY, entry.byteOffset() + 4L * at, 4L * count)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .get(values, at, count);
        at += count;
      }
      return values;
    }
  }

  private static void model(TrainableNet net, Checkpoint base, Path folder) throws IOException {
    try (Stream<Path> files = Files.list(base.folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (!name.contains(".safetensors") && !OWN.contains(name)) {
          Files.copy(file, folder.resolve(name));
        }
      }
    }
    config(base.folder().resolve("config.json"), folder.resolve("config.json"));
    List<TensorSpec> specs = new ArrayList<>();
    List<String> names = net.names();
    base.tensors()
        .forEach(
            (canonical, tensor) ->
                specs.add(
                    new TensorSpec(
                        tensor.name(),
                        names.contains(canonical) ? NumberType.F32 : tensor.dtype(),
                        tensor.shape())));
    try (SafetensorsWriter writer = SafetensorsWriter.create(folder.resolve(WEIGHTS), specs)) {
      for (String canonical : base.tensors().keySet()) {
        if (names.contains(canonical)) {
          net.weight(canonical, piece -> writer.write(bytes(piece)));
        } else {
          writer.write(base.map(canonical));
        }
      }
    }
  }

  /** The base's configuration, which now says f32. */
  private static void config(Path from, Path to) throws IOException {
    ObjectNode config = (ObjectNode) JSON.readTree(from.toFile());
    for (String part : List.of("", "text_config", "vision_config")) {
      if ((part.isEmpty() ? config : config.path(part)) instanceof ObjectNode section) {
        for (String key : List.of("dtype", "torch_dtype")) {
          if (section.has(key)) {
            section.put(key, "float32");
          }
        }
      }
    }
    Files.write(to, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(config));
  }

  private static void tensors(TrainableNet net, Map<String, NDArray> byName, Path file)
      throws IOException {
    List<TensorSpec> specs = new ArrayList<>();
    byName.forEach(
        (name, tensor) ->
            specs.add(new TensorSpec(name, NumberType.F32, tensor.getShape().getShape())));
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, specs)) {
      for (NDArray tensor : byName.values()) {
        net.pieces().read(tensor, piece -> writer.write(bytes(piece)));
      }
    }
  }

  private static ByteBuffer bytes(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(FloatBuffer.wrap(values));
    return bytes;
  }

  /** Fills a folder. */
  @FunctionalInterface
  private interface Filler {
    void fill(Path folder) throws IOException;
  }

  private static void write(Path folder, Filler filler) throws IOException {
    if (Files.exists(folder)) {
      throw new UserError(folder + " exists", "name a folder that does not exist");
    }
    Path part = folder.resolveSibling(folder.getFileName() + ".part");
    Folders.delete(part);
    Files.createDirectories(part);
    filler.fill(part);
    Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
  }
}
