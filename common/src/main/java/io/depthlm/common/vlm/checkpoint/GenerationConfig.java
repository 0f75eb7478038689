package io.depthlm.common.vlm.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The settings of greedy decoding in {@code generation_config.json} except the end tokens, as
 * transformers (5.24, {@code GenerationMixin._get_logits_processor}) applies it. The default of
 * each key changes nothing.
 *
 * @param repetitionPenalty logits of tokens that the prompt or the answer holds are divided by it
 *     where positive and multiplied where negative; 1 for none
 * @param noRepeatNgram no run of so many tokens may appear twice in prompt and answer; 0 for any
 * @param badWords sequences of tokens that may not be said
 * @param minTokens prompt and answer have at least so many tokens before an end token; 0 for any
 * @param minNewTokens the answer has at least so many tokens before an end token; 0 for any
 * @param forcedEnd the last token that the limit allows is one of these; empty for any
 * @param suppressed tokens that are never said
 * @param suppressedAtStart tokens that are not said first
 * @param ignored keys of the file with a value that would change greedy answers in transformers and
 *     that are not applied here, each with its value as it stands
 */
public record GenerationConfig(
    double repetitionPenalty,
    int noRepeatNgram,
    List<List<Integer>> badWords,
    int minTokens,
    int minNewTokens,
    List<Integer> forcedEnd,
    List<Integer> suppressed,
    List<Integer> suppressedAtStart,
    SortedMap<String, String> ignored) {
  /** The file's name. */
  public static final String FILE = "generation_config.json";

  /** Plain greedy decoding. */
  public static final GenerationConfig PLAIN =
      new GenerationConfig(1, 0, List.of(), 0, 0, List.of(), List.of(), List.of(), new TreeMap<>());

  private static final int MAX_WORDS = 4096;

  /** Keys that change greedy answers in transformers and are not applied here. */
  private static final Set<String> NOT_APPLIED =
      Set.of(
          "encoder_no_repeat_ngram_size",
          "encoder_repetition_penalty",
          "exponential_decay_length_penalty",
          "guidance_scale",
          "num_beams",
          "penalty_alpha",
          "sequence_bias",
          "stop_strings",
          "token_healing",
          "watermarking_config");

  /** Copies the lists. */
  public GenerationConfig {
    badWords = badWords.stream().map(List::copyOf).toList();
    forcedEnd = List.copyOf(forcedEnd);
    suppressed = List.copyOf(suppressed);
    suppressedAtStart = List.copyOf(suppressedAtStart);
    ignored = Collections.unmodifiableSortedMap(new TreeMap<>(ignored));
  }

  /**
   * Reads the file of a folder; without a file, decoding is plainly greedy.
   *
   * @throws CheckpointException {@code CONFIG_INVALID} naming the key
   */
  public static GenerationConfig read(Path folder) {
    return JsonFile.readIfPresent(folder.resolve(FILE)).map(GenerationConfig::of).orElse(PLAIN);
  }

  /**
   * Reads the content of the file.
   *
   * @throws CheckpointException {@code CONFIG_INVALID} naming the key
   */
  public static GenerationConfig of(JsonNode node) {
    ConfigSection file = new ConfigSection(FILE, node);
    SortedMap<String, String> ignored = new TreeMap<>();
    for (String key : NOT_APPLIED) {
      boolean neutral =
          !file.has(key)
              || Set.of("0", "1", "1.0", "false", "[]", "{}").contains(node.get(key).toString());
      if (!neutral) {
        ignored.put(key, file.shown(key));
      }
    }
    return new GenerationConfig(
        file.positive("repetition_penalty").orElse(1),
        file.index("no_repeat_ngram_size").orElse(0),
        sequences(file, node.path("bad_words_ids")),
        file.index("min_length").orElse(0),
        file.index("min_new_tokens").orElse(0),
        file.ints("forced_eos_token_id").orElse(List.of()),
        file.ints("suppress_tokens").orElse(List.of()),
        file.ints("begin_suppress_tokens").orElse(List.of()),
        ignored);
  }

  private static List<List<Integer>> sequences(ConfigSection file, JsonNode node) {
    List<List<Integer>> sequences = new ArrayList<>();
    if (node.isMissingNode() || node.isNull()) {
      return sequences;
    }
    if (!node.isArray() || node.size() > MAX_WORDS) {
      throw file.wrong("bad_words_ids", node, "a list of at most %d lists".formatted(MAX_WORDS));
    }
    for (JsonNode words : node) {
      List<Integer> sequence = new ArrayList<>();
      for (JsonNode word : words) {
        if (!word.isIntegralNumber() || !word.canConvertToInt() || word.intValue() < 0) {
          throw file.wrong("bad_words_ids", node, "lists of token ids");
        }
        sequence.add(word.intValue());
      }
      if (!words.isArray() || sequence.isEmpty()) {
        throw file.wrong("bad_words_ids", node, "lists of token ids");
      }
      sequences.add(sequence);
    }
    return sequences;
  }

  /** Whether answers are those of plain greedy decoding. */
  public boolean isPlain() {
    return applied().isEmpty();
  }

  /** The keys that change answers here, by their names in the file, each with its value. */
  public SortedMap<String, String> applied() {
    SortedMap<String, String> applied = new TreeMap<>();
    if (repetitionPenalty != 1) {
      applied.put("repetition_penalty", number(repetitionPenalty));
    }
    put(applied, "no_repeat_ngram_size", noRepeatNgram);
    put(applied, "bad_words_ids", badWords);
    put(applied, "min_length", minTokens);
    put(applied, "min_new_tokens", minNewTokens);
    put(applied, "forced_eos_token_id", forcedEnd);
    put(applied, "suppress_tokens", suppressed);
    put(applied, "begin_suppress_tokens", suppressedAtStart);
    return applied;
  }

  /** The same in one line, empty for plain greedy decoding; part of a variant's identity. */
  public String described() {
    List<String> parts = new ArrayList<>();
    applied().forEach((key, value) -> parts.add(key + " " + value));
    return String.join(", ", parts);
  }

  private static void put(SortedMap<String, String> applied, String key, int value) {
    if (value > 0) {
      applied.put(key, Integer.toString(value));
    }
  }

  private static void put(SortedMap<String, String> applied, String key, List<?> value) {
    if (!value.isEmpty()) {
      applied.put(key, value.toString());
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%s", value);
  }
}
