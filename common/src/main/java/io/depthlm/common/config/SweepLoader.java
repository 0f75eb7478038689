package io.depthlm.common.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.depthlm.common.core.Ids;
import io.depthlm.common.core.UserError;
import io.depthlm.common.task.TaskSpec;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
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
    String text = read(uri);
    Config file = new Hocon(source).parse(uri, text);
    Config config = Hocon.resolve(uri, Overrides.of(overrides).withFallback(file));
    if (file.isEmpty()) {
      // Nothing in it says where it comes from.
      config = config.root().withOrigin(ConfigOriginFactory.newSimple(uri)).toConfig();
    }
    if (!config.hasPath("name")) {
      config =
          config.withValue(
              "name", ConfigValueFactory.fromAnyRef(baseName(uri), "name of the file"));
    }
    Decoded<SweepConfig> sweep =
        SweepConfig.SCHEMA.read(
            new Node(config.root(), "", new Library(source, roots(uri))), SweepConfig::of);
    check(uri, sweep.value());
    return new LoadedSweep(
        sweep.value(),
        passed(text, overrides),
        json(sweep.effective(), ConfigRenderOptions.defaults().setOriginComments(false)),
        Ids.of(json(sweep.identity(), ConfigRenderOptions.concise())));
  }

  private String read(String uri) {
    try {
      return source.read(uri);
    } catch (NoSuchFileException e) {
      throw new UserError("there is no file " + uri, "name a sweep file with --conf", e);
    } catch (IOException e) {
      throw new UserError(
          uri + " cannot be read: " + e.getMessage(), "check the file and its permissions", e);
    }
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
              "%s: prompts: the prompt '%s' has no words for the task '%s'"
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

  private List<String> roots(String uri) {
    List<String> roots = new ArrayList<>();
    roots.add(parent(parent(uri)));
    roots.addAll(homes);
    return roots.stream().distinct().toList();
  }

  /** The folder that holds a path; "." and ".." for paths that do not say. */
  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    if (slash > 0) {
      return path.substring(0, slash);
    }
    if (slash == 0) {
      return "";
    }
    return path.equals(".") ? ".." : ".";
  }

  private static String baseName(String uri) {
    String file = uri.substring(uri.lastIndexOf('/') + 1);
    return file.endsWith(".conf") ? file.substring(0, file.length() - 5) : file;
  }

  private static String passed(String text, List<String> overrides) {
    StringBuilder all = new StringBuilder(text);
    for (String override : overrides) {
      all.append(all.toString().endsWith("\n") || all.isEmpty() ? "" : "\n")
          .append(Overrides.asHocon(override))
          .append('\n');
    }
    return all.toString();
  }

  private static String json(Object tree, ConfigRenderOptions options) {
    return ConfigValueFactory.fromAnyRef(tree).render(options.setJson(true).setComments(false));
  }
}
