package io.depthlm.common.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The words of the questions.
 *
 * @param name the file's name under {@code conf/prompts}, or {@code custom}
 * @param wordings task kind → its words; tasks without an entry cannot be asked with this prompt
 */
public record PromptConfig(String name, SortedMap<String, Wording> wordings) {
  /**
   * The two ways to ask one question.
   *
   * @param marker where a marker points at the pixel
   * @param text where the pixel is named by its coordinates
   */
  public record Wording(String marker, String text) {
    private static final Setting<String> MARKER =
        Setting.required("marker", Types.TEXT, "the words where a marker shows the pixel");
    private static final Setting<String> TEXT =
        Setting.required("text", Types.TEXT, "the words where coordinates name the pixel");
    static final ValueType<Wording> TYPE =
        Types.section(Schema.of(MARKER, TEXT), s -> new Wording(s.of(MARKER), s.of(TEXT)));
  }

  /** Copies; the map cannot be changed. */
  public PromptConfig {
    wordings = Collections.unmodifiableSortedMap(new TreeMap<>(wordings));
  }

  /** One sentence for every one of these tasks. */
  static PromptConfig custom(String sentence, Iterable<String> taskKinds) {
    SortedMap<String, Wording> wordings = new TreeMap<>();
    taskKinds.forEach(kind -> wordings.put(kind, new Wording(sentence, sentence)));
    return new PromptConfig("custom", wordings);
  }

  private static final Setting<String> NAME =
      Setting.required("name", Types.NAME, "the name in tables");

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
    List<Setting<Wording>> wordings = new ArrayList<>();
    for (String kind : node.library().vocabulary().taskParameters().keySet()) {
      wordings.add(Setting.optional(kind, Wording.TYPE, "words of the task " + kind));
    }
    settings.addAll(wordings);
    return new Schema(settings)
        .read(
            node,
            s -> {
              SortedMap<String, Wording> words = new TreeMap<>();
              for (Setting<Wording> wording : wordings) {
                if (s.of(wording) != null) {
                  words.put(wording.key(), s.of(wording));
                }
              }
              return new PromptConfig(s.of(NAME), words);
            });
  }
}
