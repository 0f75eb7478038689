package io.depthlm.common.config;

import io.depthlm.common.core.UserError;
import io.depthlm.common.settings.ConfFile;
import io.depthlm.common.settings.Decoded;
import io.depthlm.common.settings.TextSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads training files.
 *
 * @param source reads the texts
 * @param homes configuration roots to look under after the file's own: a folder that has {@code
 *     prompts}
 */
public record TrainLoader(TextSource source, List<String> homes) {

  /**
   * Reads a training file.
   *
   * @param uri the file; names in it are looked up under the parent of its folder first
   * @param overrides {@code key=value}, the value as HOCON; they win over the file
   * @throws UserError naming file, line and key of the first fault
   */
  public LoadedTrain load(String uri, List<String> overrides) {
    ConfFile file = ConfFile.read(source, homes, uri, overrides, "training");
    Decoded<TrainConfig> train = TrainSettings.SCHEMA.read(file.root(), TrainSettings::of);
    check(uri, train.value());
    SortedMap<String, String> facts = new TreeMap<>();
    flatten("", train.identity(), facts);
    return new LoadedTrain(train.value(), file.passed(), ConfFile.pretty(train.effective()), facts);
  }

  /** Rules over several keys. */
  private static void check(String uri, TrainConfig train) {
    Set<TrainDataset> seen = new HashSet<>();
    for (TrainDataset dataset : train.datasets()) {
      if (!seen.add(dataset.alike(train.markerOf(dataset)))) {
        throw new UserError(
            "%s: datasets: '%s' is listed twice".formatted(uri, dataset.name()),
            "give it once, with the sum of the weights");
      }
    }
    if (train.batch() % train.part() != 0) {
      throw new UserError(
          "%s: part is %d and batch is %d".formatted(uri, train.part(), train.batch()),
          "part must divide batch");
    }
    if (train.task().kind().depthKind().isEmpty()) {
      throw new UserError(
          uri + ": the task '" + train.task().kind().key() + "' is not about one pixel's depth",
          "train distance, axis_distance, speed or time");
    }
    if (!train.prompt().wordings().containsKey(train.task().kind())) {
      throw new UserError(
          "%s: prompt: the prompt '%s' has no text for the task '%s'"
              .formatted(uri, train.prompt().name(), train.task().kind().key()),
          "add the key '%s' to conf/prompts/%s.conf"
              .formatted(train.task().kind().key(), train.prompt().name()));
    }
  }

  /** Flattens a tree into keys with values: {@code datasets[0].weight}. */
  private static void flatten(String key, Object tree, SortedMap<String, String> into) {
    if (tree instanceof Map<?, ?> map) {
      map.forEach((k, v) -> flatten(key.isEmpty() ? k.toString() : key + "." + k, v, into));
    } else if (tree instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        flatten(key + "[" + i + "]", list.get(i), into);
      }
    } else if (tree != null) {
      into.put(key, tree.toString());
    }
  }
}
