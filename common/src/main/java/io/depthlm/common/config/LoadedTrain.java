package io.depthlm.common.config;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A training file as it was read.
 *
 * @param train what the program uses
 * @param passed what the user wrote: the file's text and the overrides after it, HOCON
 * @param effective all of it, names resolved and defaults filled in, JSON
 * @param facts what decides the result, key by key: a run is taken up only by one with the same;
 *     settings that only steer execution are not among them
 */
public record LoadedTrain(
    TrainConfig train, String passed, String effective, SortedMap<String, String> facts) {
  /** Copies the facts. */
  public LoadedTrain {
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
  }
}
