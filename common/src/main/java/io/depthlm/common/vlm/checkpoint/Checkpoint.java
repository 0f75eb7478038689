package io.depthlm.common.vlm.checkpoint;

import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;

/**
 * An open checkpoint folder as Hugging Face publishes it, with a complete configuration, checked
 * headers, and every tensor of the architecture with its shape. The weights stay on disk; {@link
 * #map} gives their pages without copying.
 *
 * <p>Immutable and safe to share between threads. It keeps no file open; the folder must not change
 * while the checkpoint or a mapped buffer is in use.
 */
public final class Checkpoint {
  private final Path folder;
  private final VlmConfig config;
  private final GenerationConfig generation;
  private final SortedMap<String, TensorEntry> tensors;
  private final Adapter adapter;

  private Checkpoint(
      Path folder,
      VlmConfig config,
      GenerationConfig generation,
      SortedMap<String, TensorEntry> tensors,
      Adapter adapter) {
    this.folder = folder;
    this.config = config;
    this.generation = generation;
    this.tensors = tensors;
    this.adapter = adapter;
  }

  /**
   * Opens a folder on a local disk. Reads only configuration and headers, which takes milliseconds
   * at any size.
   *
   * @throws CheckpointException with the invalid folder, file, key or tensors
   */
  public static Checkpoint open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new CheckpointException(
          Fault.NOT_FOUND,
          Files.exists(folder) ? folder + " is not a folder" : "no checkpoint folder " + folder,
          "point at a folder with config.json and *.safetensors");
    }
    boolean adapted = Adapter.isIn(folder);
    if (adapted && !(Files.exists(folder.resolve("config.json")) && TensorFiles.areIn(folder))) {
      throw Adapter.withoutBase(folder.toString(), JsonFile.read(folder.resolve(Adapter.CONFIG)));
    }
    ConfigReader reader = new ConfigReader(folder);
    reader.family(); // an unknown architecture is said before its weights are looked for
    SortedMap<String, TensorEntry> tensors = TensorFiles.read(folder);
    VlmConfig config = reader.read(new TensorShapes(tensors));
    TensorPlan.check(config, tensors);
    if (config.text().tiedEmbeddings() && !tensors.containsKey("model.embed_tokens.weight")) {
      tensors.put("model.embed_tokens.weight", tensors.remove("lm_head.weight"));
    }
    tensors.keySet().removeIf(TensorNames::isComputed);
    tensors.keySet().removeIf(config.family()::isBeside);
    return new Checkpoint(
        folder,
        config,
        GenerationConfig.read(folder),
        Collections.unmodifiableSortedMap(tensors),
        adapted ? Adapter.read(folder, tensors) : Adapter.NONE);
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }

  /** The configuration, complete. */
  public VlmConfig config() {
    return config;
  }

  /** The settings of decoding. */
  public GenerationConfig generation() {
    return generation;
  }

  /**
   * The adapter that is merged into the weights when they are loaded; it has no pairs if there is
   * no adapter.
   */
  public Adapter adapter() {
    return adapter;
  }

  /** Whether there is an index of shards beside the single weights file; it is not read. */
  public boolean ignoresIndex() {
    return TensorFiles.ignoresIndex(folder);
  }

  /**
   * The tensors by canonical name ({@link TensorNames}): exactly those of {@link TensorPlan#of}.
   */
  public SortedMap<String, TensorEntry> tensors() {
    return tensors;
  }

  /**
   * One tensor.
   *
   * @throws IllegalArgumentException if the architecture has no tensor of that canonical name
   */
  public TensorEntry tensor(String canonical) {
    TensorEntry tensor = tensors.get(canonical);
    if (tensor == null) {
      throw new IllegalArgumentException("no tensor " + canonical);
    }
    return tensor;
  }

  /**
   * The bytes of a tensor below 2 GiB, mapped: read-only, little-endian, page cache shared between
   * processes, freed with the buffer. Native code that writes to its address crashes.
   *
   * @throws CheckpointException {@code IO_FAILED}
   * @throws IllegalArgumentException if the tensor is 2 GiB or longer: read such a one by its
   *     {@link TensorEntry#file} and {@link TensorEntry#byteOffset}
   */
  public ByteBuffer map(String canonical) {
    TensorEntry tensor = tensor(canonical);
    if (tensor.byteLength() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s has %d bytes; a buffer holds less than 2 GiB"
              .formatted(canonical, tensor.byteLength()));
    }
    try (FileChannel channel = FileChannel.open(tensor.file(), StandardOpenOption.READ)) {
      if (channel.size() < tensor.byteOffset() + tensor.byteLength()) {
        throw new CheckpointException(
            Fault.CHANGED, tensor.file() + " became shorter", "do not change a checkpoint in use");
      }
      return channel
          .map(MapMode.READ_ONLY, tensor.byteOffset(), tensor.byteLength())
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new CheckpointException(
          Fault.IO_FAILED,
          "cannot map %s: %s".formatted(tensor, e.getMessage()),
          "check the file",
          e);
    }
  }

  /** The number of weights. */
  public long parameters() {
    return tensors.values().stream().mapToLong(TensorEntry::elements).sum();
  }

  /** The size of the weights in bytes. */
  public long weightBytes() {
    return tensors.values().stream().mapToLong(TensorEntry::byteLength).sum();
  }

  /** The number format of most weights. */
  public NumberType dtype() {
    Map<NumberType, Long> bytes = new EnumMap<>(NumberType.class);
    tensors.values().forEach(tensor -> bytes.merge(tensor.dtype(), tensor.byteLength(), Long::sum));
    return Collections.max(bytes.entrySet(), Map.Entry.comparingByValue()).getKey();
  }
}
