package io.depthlm.common.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueFactory;
import io.depthlm.common.core.UserError;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.settings.Decoded;
import io.depthlm.common.settings.Node;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;
import io.depthlm.common.settings.ValueType;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.TaskKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The texts of the questions.
 *
 * @param name the name of the file under {@code conf/prompts}, or {@code custom}
 * @param wordings the texts by task; a task without a text cannot be asked with this prompt
 */
public record PromptConfig(String name, SortedMap<TaskKind, Wording> wordings) {
  /**
   * The two texts of one question.
   *
   * @param marker if a marker shows the pixel
   * @param coordinates if coordinates name the pixel
   */
  public record Wording(PromptTemplate marker, PromptTemplate coordinates) {
    /** The text for a marker: the one with coordinates for the marker {@code text}. */
    public PromptTemplate of(String markerName) {
      return markerName.equals(Markers.TEXT) ? coordinates : marker;
    }

    /**
     * The texts of a task. A text that does not fit the task is an error with its file and line.
     */
    static ValueType<Wording> type(TaskKind kind) {
      Setting<PromptTemplate> marker =
          Setting.required("marker", template(kind), "the question if a marker shows the pixel");
      Setting<PromptTemplate> coordinates =
          Setting.required(
              "coordinates", template(kind), "the question if coordinates name the pixel");
      return Types.section(
          Schema.of(marker, coordinates), s -> new Wording(s.of(marker), s.of(coordinates)));
    }
  }

  private static final Setting<String> NAME =
      Setting.required("name", Types.NAME, "the name in tables");

  /** Copies; the map cannot be changed. */
  public PromptConfig {
    wordings = Collections.unmodifiableSortedMap(new TreeMap<>(wordings));
  }

  /**
   * The same sentence for several tasks.
   *
   * @param node the value that holds it
   */
  static PromptConfig custom(Node node, Collection<TaskKind> tasks) {
    SortedMap<TaskKind, Wording> wordings = new TreeMap<>();
    for (TaskKind task : tasks) {
      PromptTemplate words = template(task).decode(node).value();
      wordings.put(task, new Wording(words, words));
    }
    return new PromptConfig("custom", wordings);
  }

  static final ValueType<PromptConfig> TYPE =
      new ValueType<>() {
        @Override
        public String name() {
          return "the name of a file under conf/prompts, or an object like such a file with a name";
        }

        @Override
        public Decoded<PromptConfig> decode(Node node) {
          if (node.value() instanceof ConfigObject) {
            return read(node);
          }
          String name = Types.NAME.decode(node).value();
          ConfigObject entry =
              node.library()
                  .need(node, "prompts", name)
                  .root()
                  .withValue("name", ConfigValueFactory.fromAnyRef(name, "name of the file"));
          return read(new Node(entry, "", node.library()));
        }
      };

  private static Decoded<PromptConfig> read(Node node) {
    List<Setting<?>> settings = new ArrayList<>(List.of(NAME));
    Map<TaskKind, Setting<Wording>> wordings = new EnumMap<>(TaskKind.class);
    for (TaskKind kind : TaskKind.values()) {
      wordings.put(
          kind,
          Setting.optional(kind.key(), Wording.type(kind), "words of the task " + kind.key()));
    }
    settings.addAll(wordings.values());
    return new Schema(settings)
        .read(
            node,
            s -> {
              SortedMap<TaskKind, Wording> words = new TreeMap<>();
              wordings.forEach(
                  (kind, setting) -> {
                    if (s.of(setting) != null) {
                      words.put(kind, s.of(setting));
                    }
                  });
              return new PromptConfig(s.of(NAME), words);
            });
  }

  /** A text with the placeholders of a task. */
  private static ValueType<PromptTemplate> template(TaskKind kind) {
    return new ValueType<>() {
      @Override
      public String name() {
        return Types.TEXT.name();
      }

      @Override
      public Decoded<PromptTemplate> decode(Node node) {
        String words = Types.TEXT.decode(node).value();
        try {
          return Decoded.plain(new PromptTemplate(words, kind), words);
        } catch (UserError e) {
          String[] lines = e.getMessage().split("\n\\s*", 2);
          throw new UserError(node.where() + ": " + lines[0], lines[lines.length - 1], e);
        }
      }
    };
  }
}
