package io.depthlm.common.config;

import com.typesafe.config.ConfigValueType;

/**
 * A model entry's {@code system_prompt}.
 *
 * @param source where the words come from
 * @param text the words, null unless they stand in the entry
 */
public record SystemPromptConfig(Source source, String text) {
  /** Where a system prompt's words come from. */
  public enum Source {
    /** There are none, and a chat template that puts in its own is an error. */
    NONE,
    /** The chat template, if it has some. */
    TEMPLATE,
    /** The entry. */
    TEXT
  }

  static final ValueType<SystemPromptConfig> TYPE =
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
}
