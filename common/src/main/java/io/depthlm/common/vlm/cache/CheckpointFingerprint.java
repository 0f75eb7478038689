package io.depthlm.common.vlm.cache;

import io.depthlm.common.core.Ids;
import io.depthlm.common.engine.LocalModelFolder;
import io.depthlm.common.engine.ModelFolder;
import io.depthlm.common.engine.ModelFolder.StoredFile;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import io.depthlm.common.vlm.checkpoint.SafetensorsHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The identity of a checkpoint by its content, independent of cluster and address.
 *
 * <p>Two folders have one fingerprint if and, but for deliberate forgery, only if they agree in:
 * every byte of configuration, generation settings, tokenizer, chat template, image processor and
 * index; the names and lengths of the weights files; every byte of their headers (names, types,
 * shapes, order of all tensors); and {@value #SAMPLES} evenly spread samples of {@value
 * #SAMPLE_BYTES} bytes of each weights file, first and last bytes included. Training changes nearly
 * every weight and so every sample. What is <em>not</em> noticed is an edit of a few weights that
 * lie between the samples of a large file; files up to {@value #SAMPLES} · {@value #SAMPLE_BYTES}
 * bytes of weights are read whole. It reads about 4 MB a file, so that 24 GB in object storage take
 * seconds, not minutes.
 */
public final class CheckpointFingerprint {
  private static final int SAMPLES = 16;
  private static final int SAMPLE_BYTES = 256 << 10;

  private CheckpointFingerprint() {}

  /**
   * The fingerprint of a folder on a local disk: 32 hexadecimal digits.
   *
   * @throws CheckpointException if it lacks configuration or weights, or cannot be read
   */
  public static String of(Path folder) {
    return of(new LocalModelFolder(folder));
  }

  /**
   * The fingerprint of a folder anywhere.
   *
   * @throws CheckpointException if it lacks configuration or weights, or cannot be read
   */
  public static String of(ModelFolder remote) {
    try {
      MessageDigest digest = Ids.sha256();
      for (StoredFile file : CheckpointFiles.of(remote).values()) {
        digest.update(
            "%s:%d:".formatted(file.name(), file.bytes()).getBytes(StandardCharsets.UTF_8));
        digest.update(
            CheckpointFiles.isSmall(file.name())
                ? CheckpointFiles.read(remote, file, 0, (int) file.bytes())
                : sampled(remote, file));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (IOException e) {
      throw new CheckpointException(
          Fault.IO_FAILED,
          "cannot read %s: %s".formatted(remote.location(), e.getMessage()),
          "check the address, the credentials and the network",
          e);
    }
  }

  /** The digest of a weights file's header and samples. */
  private static byte[] sampled(ModelFolder remote, StoredFile file) throws IOException {
    MessageDigest digest = Ids.sha256();
    long bytes = file.bytes();
    int start = (int) Math.min(8, bytes);
    byte[] length = CheckpointFiles.read(remote, file, 0, start);
    digest.update(length);
    long header = start < 8 ? 0 : ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (header > 0 && header <= Math.min(bytes - start, SafetensorsHeader.MAX_HEADER_BYTES)) {
      digest.update(CheckpointFiles.read(remote, file, start, (int) header));
    }
    if (bytes <= (long) SAMPLES * SAMPLE_BYTES) {
      digest.update(CheckpointFiles.read(remote, file, 0, (int) bytes));
      return digest.digest();
    }
    for (int i = 0; i < SAMPLES; i++) {
      // Not i · step: the last sample ends with the file.
      long offset = Math.round((double) (bytes - SAMPLE_BYTES) * i / (SAMPLES - 1));
      digest.update(CheckpointFiles.read(remote, file, offset, SAMPLE_BYTES));
    }
    return digest.digest();
  }
}
