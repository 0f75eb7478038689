package io.depthlm.common.config;

import com.typesafe.config.ConfigValueType;
import io.depthlm.common.settings.Decoded;
import io.depthlm.common.settings.Node;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.ValueType;
import java.util.function.Function;

/**
 * The {@code system_prompt} of a model entry and of a training file.
 *
 * @param source where the words come from
 * @param text the words, null unless they stand there
 */
public record SystemPromptConfig(Source source, String text) {
  /** Where a system prompt's words come from. */
  public enum Source {
    /** There are none, and a chat template that puts in its own is an error. */
    NONE,
    /** The chat template, if it has some. */
    TEMPLATE,
    /** The file. */
    TEXT
  }

  private static final ValueType<SystemPromptConfig> TYPE =
      new ValueType<>() {
        @Override
        public String name() {
          return "none, template, or the words";
        }

        @Override
        public Decoded<SystemPromptConfig> decode(Node node) {
          if (node.value().valueType() != ConfigValueType.STRING
              || ((String) node.value().unwrapped()).isBlank()) {
            throw node.wrong(name());
          }
          String text = (String) node.value().unwrapped();
          return Decoded.plain(
              switch (text) {
                case "none" -> new SystemPromptConfig(Source.NONE, null);
                case "template" -> new SystemPromptConfig(Source.TEMPLATE, null);
                default -> new SystemPromptConfig(Source.TEXT, text);
              },
              text);
        }
      };

  static final Setting<SystemPromptConfig> SETTING =
      Setting.defaulted(
          "system_prompt",
          TYPE,
          "template",
          "system prompt before the question: none, that of the chat template, or this text");

  /** What it means to a model's text side, which configuration does not know. */
  public <T> T as(T none, T template, Function<String, T> given) {
    return switch (source) {
      case NONE -> none;
      case TEMPLATE -> template;
      case TEXT -> given.apply(text);
    };
  }
}
