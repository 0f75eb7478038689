package io.depthlm.common.task;

import java.io.Serializable;

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

  /** This text. */
  public static SystemPrompt given(String text) {
    return new SystemPrompt(Kind.GIVEN, text);
  }
}
