package io.depthlm.common.config;

import com.typesafe.config.ConfigValueType;
import io.depthlm.common.settings.Decoded;
import io.depthlm.common.settings.Node;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.ValueType;
import io.depthlm.common.task.SystemPrompt;

/** The {@code system_prompt} of a model entry and of a training file. */
public final class SystemPromptType implements ValueType<SystemPrompt> {
  /** The key. */
  public static final Setting<SystemPrompt> SETTING =
      Setting.defaulted(
          "system_prompt",
          new SystemPromptType(),
          "template",
          "system prompt before the question: none, that of the chat template, or this text");

  private SystemPromptType() {}

  @Override
  public String name() {
    return "none, template, or a text";
  }

  @Override
  public Decoded<SystemPrompt> decode(Node node) {
    if (node.value().valueType() != ConfigValueType.STRING
        || ((String) node.value().unwrapped()).isBlank()) {
      throw node.wrong(name());
    }
    String text = (String) node.value().unwrapped();
    return Decoded.plain(
        switch (text) {
          case "none" -> SystemPrompt.NONE;
          case "template" -> SystemPrompt.TEMPLATE;
          default -> SystemPrompt.given(text);
        },
        text);
  }
}
