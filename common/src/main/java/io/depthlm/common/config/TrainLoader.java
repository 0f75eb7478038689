package io.depthlm.common.config;

import io.depthlm.common.core.UserError;
import io.depthlm.common.settings.ConfFile;
import io.depthlm.common.settings.Decoded;
import io.depthlm.common.settings.TextSource;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
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
      if (!seen.add(dataset.alike(train.taskOf(dataset), train.markerOf(dataset)))) {
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
    for (int i = 0; i < train.datasets().size(); i++) {
      lesson(
          "%s: datasets[%d]".formatted(uri, i),
          train.taskOf(train.datasets().get(i)).kind(),
          train.datasets().get(i));
    }
    for (TaskSpec task : train.tasks()) {
      String key = task.kind().key();
      if (!train.prompt().wordings().containsKey(task.kind())) {
        throw new UserError(
            "%s: prompt: the prompt '%s' has no text for the task '%s'"
                .formatted(uri, train.prompt().name(), key),
            "add the key '%s' to conf/prompts/%s.conf".formatted(key, train.prompt().name()));
      }
    }
  }

  private static void lesson(String where, TaskKind task, TrainDataset dataset) {
    if (dataset.ask() == Lesson.POSITION && task.pointsPerQuestion() != 1) {
      throw new UserError(
          "%s.ask is position, but a question of the task '%s' has %d pixels"
              .formatted(where, task.key(), task.pointsPerQuestion()),
          "give this entry a task of one pixel");
    }
    if (dataset.labelsPerSample() > 1 && task.pointsPerQuestion() == 0) {
      throw new UserError(
          "%s.labels_per_sample is %d, but a question of the task '%s' has no pixel"
              .formatted(where, dataset.labelsPerSample(), task.key()),
          "leave it out");
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
