package io.depthlm.common.vlm.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file, checked before it is believed.
 *
 * <p>The format (huggingface/safetensors, {@code README.md}, "Format"): 8 bytes little-endian
 * header length n, n bytes of JSON mapping tensor names to {@code dtype}, {@code shape} and {@code
 * data_offsets} (begin, end within the data), an optional {@code __metadata__} of strings, then the
 * data. Begin and end must tile the data with no hole, no overlap and nothing left over.
 *
 * <p>Nothing is allocated by a size from the file before that size was compared with the file's
 * own: at most {@link #MAX_HEADER_BYTES} are read, and what is kept is proportional to the bytes
 * that were there.
 *
 * @param tensors the tensors in the order of their bytes
 * @param metadata the {@code __metadata__} entry, empty if there is none
 */
public record SafetensorsHeader(List<TensorEntry> tensors, Map<String, String> metadata) {
  /** A header of a thousand tensors is about 120 KB; longer than this is refused unread. */
  public static final int MAX_HEADER_BYTES = 16 << 20;

  private static final int MAX_RANK = 8;
  private static final int MAX_NAME_CHARS = 512;
  private static final int LENGTH_BYTES = 8;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(8)
                  .maxNumberLength(24)
                  .maxStringLength(1 << 20)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // Interned names of a hostile file would stay in the JVM for ever.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  /**
   * Reads and checks the header of a file.
   *
   * @throws CheckpointException naming the file and the fault: {@code FILE_MISSING}, {@code
   *     TRUNCATED}, {@code HEADER_INVALID}, {@code DTYPE_UNSUPPORTED} or {@code IO_FAILED}
   */
  public static SafetensorsHeader read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long fileBytes = channel.size();
      if (fileBytes < LENGTH_BYTES) {
        throw truncated(file, "the file has %d bytes, a header alone needs 8".formatted(fileBytes));
      }
      long headerBytes =
          readFully(channel, 0, LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
      if (GitLfs.isPointer(file)) {
        throw GitLfs.pointer(file.toString());
      }
      if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES) {
        throw invalid(
            file,
            "header length %s is outside 2 to %d"
                .formatted(Long.toUnsignedString(headerBytes), MAX_HEADER_BYTES));
      }
      long dataStart = LENGTH_BYTES + headerBytes;
      if (dataStart > fileBytes) {
        throw truncated(
            file,
            "the header alone needs %d bytes, the file has %d".formatted(dataStart, fileBytes));
      }
      byte[] json = readFully(channel, LENGTH_BYTES, (int) headerBytes).array();
      return parse(file, json, dataStart, fileBytes - dataStart);
    } catch (NoSuchFileException e) {
      throw new CheckpointException(
          Fault.FILE_MISSING, "no weights file " + file, "copy the whole checkpoint folder", e);
    } catch (IOException e) {
      throw new CheckpointException(
          Fault.IO_FAILED, "cannot read " + file + ": " + e.getMessage(), "check the file", e);
    }
  }

  private static ByteBuffer readFully(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
    return buffer.flip();
  }

  /** Parses header JSON for data of {@code dataBytes} that start at {@code dataStart}. */
  static SafetensorsHeader parse(Path file, byte[] json, long dataStart, long dataBytes) {
    if (json[0] != '{') {
      throw invalid(file, "the header does not start with '{'");
    }
    List<TensorEntry> tensors = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(json)) {
      require(file, parser.nextToken() == JsonToken.START_OBJECT, "the header is not an object");
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.getCurrentName();
        require(
            file,
            name.length() <= MAX_NAME_CHARS,
            "a tensor name of %d characters".formatted(name.length()));
        if (name.equals("__metadata__")) {
          metadata.putAll(metadata(file, parser));
        } else {
          tensors.add(tensor(file, name, parser, dataStart, dataBytes));
        }
      }
      require(
          file,
          parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null,
          "the header goes on after its object");
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          Fault.HEADER_INVALID,
          file + ": the header is not valid JSON: " + JsonFile.told(e),
          "download the file again",
          e);
    } catch (IOException e) {
      throw invalid(file, "the header cannot be read: " + e.getMessage());
    }
    tensors.sort(
        Comparator.comparingLong(TensorEntry::byteOffset).thenComparing(TensorEntry::byteLength));
    checkTiling(file, tensors, dataStart, dataBytes);
    return new SafetensorsHeader(List.copyOf(tensors), Map.copyOf(metadata));
  }

  private static Map<String, String> metadata(Path file, JsonParser parser) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    require(file, parser.nextToken() == JsonToken.START_OBJECT, "__metadata__ is not an object");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.getCurrentName();
      require(
          file,
          parser.nextToken() == JsonToken.VALUE_STRING,
          "__metadata__ holds something that is not text");
      metadata.put(key, parser.getText());
    }
    return metadata;
  }

  private static TensorEntry tensor(
      Path file, String name, JsonParser parser, long dataStart, long dataBytes)
      throws IOException {
    require(file, parser.nextToken() == JsonToken.START_OBJECT, quoted(name) + " is not an object");
    String dtypeName = null;
    long[] shape = null;
    long[] offsets = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      switch (parser.getCurrentName()) {
        case "dtype" -> {
          require(
              file,
              parser.nextToken() == JsonToken.VALUE_STRING,
              quoted(name) + ": dtype is not text");
          dtypeName = parser.getText();
        }
        case "shape" -> shape = longs(file, name, parser, MAX_RANK);
        case "data_offsets" -> offsets = longs(file, name, parser, 2);
        default ->
            throw invalid(
                file,
                "%s has an unknown key %s"
                    .formatted(quoted(name), quoted(parser.getCurrentName())));
      }
    }
    require(
        file,
        dtypeName != null && shape != null && offsets != null && offsets.length == 2,
        quoted(name) + " lacks one of dtype, shape and two data_offsets");
    NumberType dtype = dtype(file, name, dtypeName);
    long begin = offsets[0];
    long end = offsets[1];
    require(
        file,
        begin <= end,
        "%s: data_offsets %d to %d run backwards".formatted(quoted(name), begin, end));
    if (end > dataBytes) {
      throw truncated(
          file,
          "%s ends at byte %d of the data, the file holds %d"
              .formatted(quoted(name), end, dataBytes));
    }
    long bytes = dtype.bytes();
    for (long size : shape) {
      try {
        bytes = Math.multiplyExact(bytes, size);
      } catch (ArithmeticException e) {
        throw invalid(
            file, "%s: shape %s overflows".formatted(quoted(name), Arrays.toString(shape)));
      }
    }
    require(
        file,
        bytes == end - begin,
        "%s: %s%s needs %d bytes, data_offsets give %d"
            .formatted(quoted(name), dtype, Arrays.toString(shape), bytes, end - begin));
    return new TensorEntry(name, dtype, shape, file, dataStart + begin, end - begin);
  }

  private static long[] longs(Path file, String name, JsonParser parser, int atMost)
      throws IOException {
    require(
        file,
        parser.nextToken() == JsonToken.START_ARRAY,
        quoted(name) + ": a list of numbers is missing");
    long[] values = new long[atMost];
    int n = 0;
    while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      require(file, n < atMost, "%s: more than %d numbers".formatted(quoted(name), atMost));
      values[n] = parser.getLongValue();
      require(file, values[n] >= 0, "%s: negative number %d".formatted(quoted(name), values[n]));
      n++;
    }
    require(
        file,
        parser.currentToken() == JsonToken.END_ARRAY,
        quoted(name) + ": a list holds something that is not a whole number");
    return Arrays.copyOf(values, n);
  }

  private static NumberType dtype(Path file, String name, String dtype) {
    for (NumberType type : NumberType.values()) {
      if (type.name().equals(dtype)) {
        return type;
      }
    }
    throw new CheckpointException(
        Fault.DTYPE_UNSUPPORTED,
        "%s: %s has number format %s".formatted(file, quoted(name), quoted(dtype)),
        "use a checkpoint in F32, F16 or BF16");
  }

  private static void checkTiling(
      Path file, List<TensorEntry> tensors, long dataStart, long dataBytes) {
    long at = dataStart;
    for (TensorEntry tensor : tensors) {
      require(
          file,
          tensor.byteOffset() == at,
          "%s begins at byte %d of the data, where %d is the next free one"
              .formatted(quoted(tensor.name()), tensor.byteOffset() - dataStart, at - dataStart));
      at += tensor.byteLength();
    }
    require(
        file,
        at == dataStart + dataBytes,
        "the tensors end at byte %d of the data, the file holds %d"
            .formatted(at - dataStart, dataBytes));
  }

  private static void require(Path file, boolean holds, String fault) {
    if (!holds) {
      throw invalid(file, fault);
    }
  }

  private static CheckpointException invalid(Path file, String fault) {
    return new CheckpointException(
        Fault.HEADER_INVALID,
        file + ": " + fault,
        "not a valid safetensors file; download it again");
  }

  private static CheckpointException truncated(Path file, String fault) {
    return new CheckpointException(
        Fault.TRUNCATED, file + " is truncated: " + fault, "download the file again");
  }

  /** A name from a file for a message: short, and no control characters on a terminal. */
  static String quoted(String name) {
    String shown = name.length() <= 120 ? name : name.substring(0, 120) + "…";
    return "'" + shown.replaceAll("\\p{Cntrl}", "?") + "'";
  }
}
