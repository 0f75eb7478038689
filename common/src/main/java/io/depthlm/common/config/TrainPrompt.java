package io.depthlm.common.config;

import com.typesafe.config.ConfigObject;
import io.depthlm.common.settings.Decoded;
import io.depthlm.common.settings.Node;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;
import io.depthlm.common.settings.ValueType;
import io.depthlm.common.task.TaskKind;
import java.util.Collection;

/**
 * The prompt of a training file, before the tasks are known.
 *
 * @param sentence the value of {@code prompt.text}, or null
 * @param named the prompt otherwise, or null
 */
record TrainPrompt(Node sentence, PromptConfig named) {
  /** In a configuration file. */
  static final ValueType<TrainPrompt> TYPE = new Type();

  PromptConfig of(Collection<TaskKind> tasks) {
    return sentence == null ? named : PromptConfig.custom(sentence, tasks);
  }

  /** A prompt as sweeps name it, or {@code prompt.text}: one sentence. */
  private static final class Type implements ValueType<TrainPrompt> {
    private static final Setting<String> TEXT =
        Setting.required("text", Types.TEXT, "one sentence");

    @Override
    public String name() {
      return "the name of a file under conf/prompts, or {text = SENTENCE}";
    }

    @Override
    public Decoded<TrainPrompt> decode(Node node) {
      if (node.value() instanceof ConfigObject object && object.containsKey("text")) {
        Node text = node.child("text", object.get("text"));
        return Schema.of(TEXT).read(node, s -> new TrainPrompt(text, null));
      }
      Decoded<PromptConfig> named = PromptConfig.TYPE.decode(node);
      return new Decoded<>(
          new TrainPrompt(null, named.value()), named.effective(), named.identity());
    }
  }
}
