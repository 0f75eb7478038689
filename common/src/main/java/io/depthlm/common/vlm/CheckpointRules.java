package io.depthlm.common.vlm;

import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.GenerationConfig;
import io.depthlm.common.vlm.generate.WordRules;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The rules of a checkpoint's {@code generation_config.json} for the decoder. */
final class CheckpointRules {
  private CheckpointRules() {}

  /** The rules, or null if the file has none. */
  static WordRules of(Checkpoint checkpoint) {
    GenerationConfig generation = checkpoint.generation();
    if (generation.isPlain()) {
      return null;
    }
    List<Integer> ends = checkpoint.config().eosTokenIds();
    int vocabulary = checkpoint.config().text().vocabSize();
    return new WordRules(
        generation.repetitionPenalty(),
        generation.noRepeatNgram(),
        generation.badWords().stream()
            // transformers does not ban an end token that is the only token of a bad word.
            .filter(word -> word.size() > 1 || !ends.contains(word.get(0)))
            .map(CheckpointRules::array)
            .toList(),
        generation.minTokens(),
        generation.minNewTokens(),
        // All forced end tokens have the same probability, and the first one is chosen.
        generation.forcedEnd().stream()
            .mapToInt(id -> id)
            .filter(id -> id < vocabulary)
            .distinct()
            .sorted()
            .toArray(),
        array(generation.suppressed()),
        array(generation.suppressedAtStart()),
        Set.copyOf(ends),
        vocabulary);
  }

  private static int[] array(Collection<Integer> ids) {
    return ids.stream().mapToInt(id -> id).toArray();
  }
}
