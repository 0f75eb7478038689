package io.depthlm.common.task;

import java.io.Serializable;
import java.util.Locale;
import java.util.Map;

/**
 * The system prompt of a model's entry.
 *
 * @param kind where the text comes from
 * @param text the text; null unless it is given
 */
public record SystemPrompt(Kind kind, String text) implements Serializable {
  /** No system message is sent, and the template must not add one. */
  public static final SystemPrompt NONE = new SystemPrompt(Kind.NONE, null);

  /** No system message is sent; the template may add its own. */
  public static final SystemPrompt TEMPLATE = new SystemPrompt(Kind.TEMPLATE, null);

  /** Where the text comes from. */
  public enum Kind {
    /** There is no system prompt. */
    NONE,
    /** The chat template decides. */
    TEMPLATE,
    /** The model's entry gives the text. */
    GIVEN
  }

  /** Checks that there is a text if and only if it is given. */
  public SystemPrompt {
    if ((kind == Kind.GIVEN) != (text != null)) {
      throw new IllegalArgumentException("a given system prompt has text, any other has none");
    }
  }

  /** Adds what a variant is told apart by: {@code system_prompt} and, if given, its text. */
  public void identify(Map<String, String> identity) {
    identity.put("system_prompt", kind.name().toLowerCase(Locale.ROOT));
    if (text != null) {
      identity.put("system_prompt_text", text);
    }
  }

  /** This text. */
  public static SystemPrompt given(String text) {
    return new SystemPrompt(Kind.GIVEN, text);
  }
}
