package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.TensorEntry;
import io.depthlm.common.vlm.torch.ScriptArchive;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Tensors of safetensors files. Each file is mapped once, whatever its size; a tensor of the
 * requested type on the CPU is a view of those pages, and other tensors are converted or copied one
 * at a time.
 *
 * <p>Close it when everything is read: views stay valid, as they keep their file mapped.
 */
public final class MappedTensors implements AutoCloseable {
  /** PyTorch's code of an unsigned byte. */
  private static final int BYTE = 0;

  private final ScriptModule script;
  private final NDManager files;
  private final NDArray place;
  private final Map<Mapping, NDArray> mapped = new HashMap<>();

  /**
   * A file read as numbers of a type.
   *
   * @param type null for bytes
   */
  private record Mapping(Path file, NumberType type) {}

  /**
   * @param script compiled with {@link #source} among its sources
   * @param manager its device is where the tensors go
   */
  public MappedTensors(ScriptModule script, NDManager manager) {
    this.script = script;
    this.files = manager.newSubManager();
    this.place = files.zeros(new Shape(1));
  }

  /** The TorchScript that maps files and reads tensors. */
  public static String source() {
    return ScriptArchive.resource(MappedTensors.class, "weights.torchscript");
  }

  /** A tensor in a number type, attached to {@code into}. */
  public NDArray read(TensorEntry entry, NumberType wanted, NDManager into) {
    NumberType stored = entry.dtype();
    int[] shape = shape(entry);
    if (!isAligned(entry)) {
      return cutBytes(entry, stored, shape, wanted, into);
    }
    NDArray file = mapped.computeIfAbsent(new Mapping(entry.file(), stored), this::map);
    try (ScriptCall call = script.method("cut")) {
      return call.made(file)
          .integer(entry.byteOffset() / stored.bytes())
          .integer(entry.elements())
          .integers(shape)
          .tensor(place)
          .type(wanted)
          .tensor(into);
    }
  }

  /**
   * A tensor converted into a buffer, whose next use overwrites it.
   *
   * @param entry {@link #isAligned}
   * @param buffer [at least as many numbers], of the type that is wanted, on the processor
   */
  NDArray readOver(TensorEntry entry, NDArray buffer, NDManager into) {
    NDArray file = mapped.computeIfAbsent(new Mapping(entry.file(), entry.dtype()), this::map);
    try (ScriptCall call = script.method("cut_over")) {
      return call.made(file)
          .integer(entry.byteOffset() / entry.dtype().bytes())
          .integer(entry.elements())
          .integers(shape(entry))
          .made(buffer)
          .tensor(into);
    }
  }

  /** Whether a tensor stands at a multiple of the size of its numbers. */
  static boolean isAligned(TensorEntry entry) {
    return entry.byteOffset() % entry.dtype().bytes() == 0;
  }

  private static int[] shape(TensorEntry entry) {
    return Arrays.stream(entry.shape()).mapToInt(Math::toIntExact).toArray();
  }

  private NDArray cutBytes(
      TensorEntry entry, NumberType stored, int[] shape, NumberType wanted, NDManager into) {
    NDArray file = mapped.computeIfAbsent(new Mapping(entry.file(), null), this::map);
    try (ScriptCall call = script.method("cut_bytes")) {
      return call.made(file)
          .integer(entry.byteOffset())
          .integer(entry.byteLength())
          .type(stored)
          .integers(shape)
          .tensor(place)
          .type(wanted)
          .tensor(into);
    }
  }

  private NDArray map(Mapping mapping) {
    try (ScriptCall call = script.method("map_file")) {
      long bytes = Files.size(mapping.file());
      call.text(mapping.file().toString());
      return mapping.type() == null
          ? call.integer(bytes).integer(BYTE).tensor(files)
          : call.integer(bytes / mapping.type().bytes()).type(mapping.type()).tensor(files);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot map " + mapping.file(), e);
    }
  }

  @Override
  public void close() {
    files.close();
  }
}
