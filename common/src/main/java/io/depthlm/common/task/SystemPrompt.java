package io.depthlm.common.task;

import java.io.Serializable;

/**
 * The system prompt of a model's entry.
 *
 * @param kind where the words come from
 * @param text the words, null unless given
 */
public record SystemPrompt(Kind kind, String text) implements Serializable {
  /** No system message is sent, and the template must not put in one of its own. */
  public static final SystemPrompt NONE = new SystemPrompt(Kind.NONE, null);

  /** No system message is sent; the template may put in its own. */
  public static final SystemPrompt TEMPLATE = new SystemPrompt(Kind.TEMPLATE, null);

  /** Where the words come from. */
  public enum Kind {
    /** There are none. */
    NONE,
    /** The chat template's own, if it has some. */
    TEMPLATE,
    /** The model's entry. */
    GIVEN
  }

  /** Checks that there is text where it is given, and only there. */
  public SystemPrompt {
    if ((kind == Kind.GIVEN) != (text != null)) {
      throw new IllegalArgumentException("a given system prompt has text, any other has none");
    }
  }

  /** These words. */
  public static SystemPrompt given(String text) {
    return new SystemPrompt(Kind.GIVEN, text);
  }
}
