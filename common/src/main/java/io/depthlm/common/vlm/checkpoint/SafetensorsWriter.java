package io.depthlm.common.vlm.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Writes one safetensors file front to back: the header from the list of tensors, then their bytes
 * in that order, in pieces of any size. Needs no more memory than a piece.
 *
 * <p>The file appears under its name only when {@link #close} has all bytes on disk; a failed write
 * leaves a {@code .part} file, which the next attempt replaces.
 */
public final class SafetensorsWriter implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Path part;
  private final FileChannel channel;
  private long missing;

  private SafetensorsWriter(Path file, Path part, FileChannel channel, long missing) {
    this.file = file;
    this.part = part;
    this.channel = channel;
    this.missing = missing;
  }

  /** Starts a file for tensors whose bytes will follow in this order. */
  public static SafetensorsWriter create(Path file, List<TensorSpec> tensors) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    header.putObject("__metadata__").put("format", "pt");
    long at = 0;
    for (TensorSpec tensor : tensors) {
      ObjectNode entry = header.putObject(tensor.name());
      entry.put("dtype", tensor.dtype().name());
      var shape = entry.putArray("shape");
      for (long size : tensor.shape()) {
        shape.add(size);
      }
      entry.putArray("data_offsets").add(at).add(at + tensor.bytes());
      at += tensor.bytes();
    }
    byte[] json = JSON.writeValueAsBytes(header);
    // Padded with blanks so that the data begins at a multiple of 8, as the format advises.
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer head = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(padded).put(json);
    while (head.hasRemaining()) {
      head.put((byte) ' ');
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    SafetensorsWriter writer = new SafetensorsWriter(file, part, channel, at);
    writer.drain(head.flip());
    return writer;
  }

  /**
   * Appends the buffer's remaining bytes: little-endian numbers.
   *
   * @throws IllegalArgumentException if that is more than the tensors need
   */
  public void write(ByteBuffer data) throws IOException {
    if (data.remaining() > missing) {
      throw new IllegalArgumentException(
          "%d bytes where %d are missing".formatted(data.remaining(), missing));
    }
    missing -= data.remaining();
    drain(data);
  }

  private void drain(ByteBuffer data) throws IOException {
    while (data.hasRemaining()) {
      channel.write(data);
    }
  }

  /**
   * Puts the file in its place if it is complete; otherwise removes what was written.
   *
   * @throws IllegalStateException if bytes are missing
   */
  @Override
  public void close() throws IOException {
    if (missing > 0) {
      channel.close();
      Files.deleteIfExists(part);
      throw new IllegalStateException(
          "%s is %d bytes short; it was not written".formatted(file, missing));
    }
    channel.force(true);
    channel.close();
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
