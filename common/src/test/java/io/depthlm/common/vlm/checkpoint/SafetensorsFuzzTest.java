package io.depthlm.common.vlm.checkpoint;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.depthlm.common.engine.NumberType;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of damaged headers: each is either refused with one of the reader's own errors, or what
 * is read keeps every promise. Seeded; bounded in time and in bytes allocated.
 */
class SafetensorsFuzzTest {
  private static final int ROUNDS = 2500;
  private static final long MAX_ALLOCATED = 2 << 20;
  private static final Set<CheckpointException.Fault> REFUSALS =
      EnumSet.of(
          CheckpointException.Fault.HEADER_INVALID,
          CheckpointException.Fault.TRUNCATED,
          CheckpointException.Fault.DTYPE_UNSUPPORTED);
  private static final String[] TOKENS = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "-1",
    "0",
    "1e308",
    "9223372036854775807",
    "-0",
    "18446744073709551616",
    "null",
    "true",
    "\\u0000",
    "\"F32\"",
    "\"BF16\"",
    "\"I8\"",
    "\"data_offsets\"",
    "\"shape\"",
    "\"__metadata__\"",
    "[[[[[[[[[[[[",
    "4294967296",
    "NaN"
  };

  @TempDir Path folder;

  @Test
  void noHeaderBringsTheReaderDown() throws IOException {
    Path file = folder.resolve("model.safetensors");
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(
            file,
            List.of(
                new TensorSpec("a.weight", NumberType.F32, 3, 4),
                new TensorSpec("b.weight", NumberType.BF16, 5),
                new TensorSpec("c", NumberType.F16, 2, 1, 3)))) {
      writer.write(ByteBuffer.allocate(48 + 10 + 12));
    }
    byte[] good = Files.readAllBytes(file);
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SafetensorsHeader.read(file);
    int[] outcomes = new int[2];
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          Random random = new Random(20261122);
          for (int round = 0; round < ROUNDS; round++) {
            byte[] bad = damaged(good, random);
            Files.write(file, bad);
            long before = memory.getCurrentThreadAllocatedBytes();
            try {
              SafetensorsHeader header = SafetensorsHeader.read(file);
              check(header, bad.length);
              outcomes[0]++;
            } catch (CheckpointException e) {
              assertTrue(REFUSALS.contains(e.fault()), e.getMessage());
              assertTrue(e.getMessage().length() < 1000, e.getMessage());
              assertTrue(e.getMessage().lines().count() == 2, e.getMessage());
              outcomes[1]++;
            }
            long allocated = memory.getCurrentThreadAllocatedBytes() - before;
            assertTrue(allocated < MAX_ALLOCATED, round + " allocated " + allocated);
          }
        });
    // Both ends of the reader were exercised: most damage is refused, some does no harm.
    assertTrue(outcomes[0] > ROUNDS / 200, "accepted " + outcomes[0]);
    assertTrue(outcomes[1] > ROUNDS / 2, "refused " + outcomes[1]);
  }

  private static void check(SafetensorsHeader header, long fileBytes) {
    long end = 0;
    for (TensorEntry tensor : header.tensors()) {
      long elements = 1;
      for (long size : tensor.shape()) {
        elements = Math.multiplyExact(elements, size);
      }
      assertTrue(tensor.byteOffset() >= 8 && tensor.byteOffset() >= end, tensor.toString());
      assertTrue(tensor.byteLength() == elements * tensor.dtype().bytes(), tensor.toString());
      end = tensor.byteOffset() + tensor.byteLength();
      assertTrue(end <= fileBytes, tensor.toString());
    }
  }

  private static byte[] damaged(byte[] good, Random random) {
    int header = (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    String json = new String(good, 8, header, StandardCharsets.UTF_8);
    byte[] data = Arrays.copyOfRange(good, 8 + header, good.length);
    switch (random.nextInt(6)) {
      case 0 -> {
        byte[] bad = good.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
          bad[random.nextInt(8 + header)] = (byte) random.nextInt();
        }
        return bad;
      }
      case 1 -> {
        return Arrays.copyOf(good, random.nextInt(good.length + 64));
      }
      case 2 -> {
        byte[] bad = good.clone();
        ByteBuffer.wrap(bad).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length(random, header));
        return bad;
      }
      case 3 -> {
        // A number becomes another.
        Matcher number = Pattern.compile("\\d+").matcher(json);
        int skip = random.nextInt(20);
        while (skip-- > 0 && number.find()) {}
        if (number.find()) {
          json =
              json.substring(0, number.start())
                  + length(random, random.nextInt(80))
                  + json.substring(number.end());
        }
        return file(json, data);
      }
      case 4 -> {
        int at = random.nextInt(json.length());
        int to = Math.min(json.length(), at + random.nextInt(12));
        String token = TOKENS[random.nextInt(TOKENS.length)];
        return file(json.substring(0, at) + token + json.substring(to), data);
      }
      default -> {
        // A piece of the header again, somewhere else.
        int at = random.nextInt(json.length());
        int from = random.nextInt(json.length());
        String piece = json.substring(from, Math.min(json.length(), from + random.nextInt(90)));
        return file(
            json.substring(0, at) + piece.repeat(1 + random.nextInt(40)) + json.substring(at),
            data);
      }
    }
  }

  private static long length(Random random, long near) {
    return switch (random.nextInt(5)) {
      case 0 -> near + random.nextInt(17) - 8;
      case 1 -> random.nextLong();
      case 2 -> 1L << random.nextInt(64);
      case 3 -> (1L << random.nextInt(63)) - 1;
      default -> random.nextInt(200);
    };
  }

  private static byte[] file(String json, byte[] data) {
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + header.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .put(data)
        .array();
  }
}
