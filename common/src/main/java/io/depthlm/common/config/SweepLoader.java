package io.depthlm.common.config;

import io.depthlm.common.core.Ids;
import io.depthlm.common.core.UserError;
import io.depthlm.common.settings.ConfFile;
import io.depthlm.common.settings.Decoded;
import io.depthlm.common.settings.TextSource;
import io.depthlm.common.task.TaskSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads sweep files.
 *
 * @param source reads the texts
 * @param homes configuration roots to look under after the sweep file's own: a folder that has
 *     {@code models}, {@code prompts} and {@code datasets}
 */
public record SweepLoader(TextSource source, List<String> homes) {

  /**
   * Reads a sweep.
   *
   * @param uri the file; names in it are looked up under the parent of its folder first
   * @param overrides {@code key=value}, the value as HOCON; they win over the file
   * @throws UserError naming file, line and key of the first fault
   */
  public LoadedSweep load(String uri, List<String> overrides) {
    ConfFile file = ConfFile.read(source, homes, uri, overrides, "sweep");
    Decoded<SweepConfig> sweep = SweepConfig.SCHEMA.read(file.root(), SweepConfig::of);
    check(uri, sweep.value());
    return new LoadedSweep(
        sweep.value(),
        file.passed(),
        ConfFile.pretty(sweep.effective()),
        Ids.of(ConfFile.concise(sweep.identity())));
  }

  /** Rules over several keys. */
  private static void check(String uri, SweepConfig sweep) {
    unique(uri, "datasets", sweep.datasets(), d -> d.name() + "/" + d.split());
    unique(uri, "models", sweep.models(), ModelConfig::name);
    unique(uri, "prompts", sweep.prompts(), PromptConfig::name);
    for (PromptConfig prompt : sweep.prompts()) {
      for (TaskSpec task : sweep.tasks()) {
        if (!prompt.wordings().containsKey(task.kind())) {
          throw new UserError(
              "%s: prompts: the prompt '%s' has no text for the task '%s'"
                  .formatted(uri, prompt.name(), task.kind().key()),
              "add the key '%s' to conf/prompts/%s.conf"
                  .formatted(task.kind().key(), prompt.name()));
        }
      }
    }
  }

  private static <T> void unique(String uri, String key, List<T> items, Function<T, String> id) {
    Set<String> seen = new HashSet<>();
    for (T item : items) {
      if (!seen.add(id.apply(item))) {
        throw new UserError(
            "%s: %s: two entries are called '%s'".formatted(uri, key, id.apply(item)),
            "give one of them another name");
      }
    }
  }
}
