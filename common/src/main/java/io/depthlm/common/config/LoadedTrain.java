package io.depthlm.common.config;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A training file that was read.
 *
 * @param train the bound configuration
 * @param passed the text of the file, followed by the overrides, HOCON
 * @param effective the whole configuration with resolved names and defaults, JSON
 * @param facts the settings that affect the result, by key: training resumes a run only if they are
 *     the same; settings that only steer execution are left out
 */
public record LoadedTrain(
    TrainConfig train, String passed, String effective, SortedMap<String, String> facts) {
  /** Copies the facts. */
  public LoadedTrain {
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
  }
}
