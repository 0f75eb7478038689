package io.depthlm.common.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages files at random, the same for the same seed: bytes, texts and the values of JSON. */
public final class Mutator {
  /** Mutants of each kind: {@code -Dfuzz.mutants}. */
  public static final int MUTANTS = Integer.getInteger("fuzz.mutants", 500);

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "-1",
          "0",
          "1",
          "3",
          "7",
          "1.5",
          "-0.0",
          "1e308",
          "1e999",
          "1e-320",
          "2147483647",
          "2147483648",
          "4294967296",
          "9223372036854775807",
          "99999999999999999999",
          "\"\"",
          "\" \"",
          "\"NaN\"",
          "\"a/../../b\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "[]",
          "{}",
          "[[[[[[[[[[]]]]]]]]]]",
          "[0]",
          "[1, 2, 3]",
          "{\"a\": {\"a\": {\"a\": 1}}}");

  private final Random random;

  /** Draws from a seed. */
  public Mutator(long seed) {
    this.random = new Random(seed);
  }

  /** One of several. */
  public <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** A number from 0. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** One to three changes of bytes: flipped, overwritten, cut out, repeated, the end cut off. */
  public byte[] bytes(byte[] sound) {
    byte[] bytes = sound.clone();
    for (int i = 1 + random.nextInt(3); i > 0 && bytes.length > 0; i--) {
      bytes = change(bytes);
    }
    return bytes;
  }

  private byte[] change(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    int length = Math.min(bytes.length - at, 1 + random.nextInt(16));
    switch (random.nextInt(6)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> Arrays.fill(bytes, at, at + length, (byte) (random.nextInt(3) - 1));
      case 3 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 4 -> {
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - length);
        System.arraycopy(bytes, at + length, shorter, at, bytes.length - at - length);
        return shorter;
      }
      default -> {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
        System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
        return longer;
      }
    }
    return bytes;
  }

  /**
   * One to four changes of a text.
   *
   * @param words what is put in
   */
  public String text(String sound, List<String> words) {
    StringBuilder text = new StringBuilder(sound);
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), at + 1 + random.nextInt(20));
      switch (random.nextInt(6)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, text.substring(at, end).repeat(1 + random.nextInt(50)));
        case 2 -> text.insert(random.nextInt(text.length() + 1), text.substring(at, end));
        case 3 -> text.setLength(at);
        case 4 -> text.replace(at, end, oneOf(words));
        default -> text.insert(at, oneOf(words));
      }
    }
    return text.toString();
  }

  /** One to three values of a JSON document replaced, removed, repeated or moved. */
  public String json(String sound) {
    try {
      JsonNode root = JSON.readTree(sound);
      String text = null;
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        List<JsonNode> parents = new ArrayList<>();
        collect(root, parents);
        if (parents.isEmpty()) {
          return oneOf(VALUES);
        }
        String hole = change(oneOf(parents), parents);
        if (hole != null) {
          // values that Jackson would refuse to hold go in as text
          text = JSON.writeValueAsString(root).replace("\"@hole@\"", hole);
          return text;
        }
      }
      return JSON.writeValueAsString(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Objects and arrays; of long ones only few elements, or a vocabulary would take all changes. */
  private static void collect(JsonNode node, List<JsonNode> parents) {
    if (!node.isContainerNode() || node.isEmpty()) {
      return;
    }
    parents.add(node);
    int taken = 0;
    for (JsonNode child : node) {
      if (taken++ < 24) {
        collect(child, parents);
      }
    }
  }

  private String change(JsonNode parent, List<JsonNode> parents) {
    int at = random.nextInt(parent.size());
    String key = null;
    if (parent instanceof ObjectNode object) {
      List<String> keys = new ArrayList<>();
      object.fieldNames().forEachRemaining(keys::add);
      key = keys.get(at);
    }
    switch (random.nextInt(5)) {
      case 0 -> {
        if (parent instanceof ObjectNode object) {
          object.remove(key);
        } else {
          ((ArrayNode) parent).remove(at);
        }
        return null;
      }
      case 1 -> {
        JsonNode copy = oneOf(parents).deepCopy();
        put(parent, key, at, copy);
        return null;
      }
      case 2 -> {
        JsonNode number = key == null ? parent.get(at) : parent.get(key);
        if (number.isNumber()) {
          put(parent, key, at, JSON.getNodeFactory().numberNode(nudged(number.asLong())));
          return null;
        }
        put(parent, key, at, JSON.getNodeFactory().textNode("@hole@"));
        return oneOf(VALUES);
      }
      default -> {
        put(parent, key, at, JSON.getNodeFactory().textNode("@hole@"));
        return oneOf(VALUES);
      }
    }
  }

  private long nudged(long number) {
    return switch (random.nextInt(5)) {
      case 0 -> number + 1;
      case 1 -> number - 1;
      case 2 -> number * 2;
      case 3 -> number / 2;
      default -> number * 1000;
    };
  }

  private static void put(JsonNode parent, String key, int at, JsonNode value) {
    if (parent instanceof ObjectNode object) {
      object.set(key, value);
    } else {
      ((ArrayNode) parent).set(at, value);
    }
  }
}
