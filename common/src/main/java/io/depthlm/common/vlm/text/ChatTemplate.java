package io.depthlm.common.vlm.text;

import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.interpret.TemplateError.ErrorType;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A checkpoint's chat template, rendered as transformers renders it (Jinja2 with {@code
 * trim_blocks} and {@code lstrip_blocks}; {@code raise_exception}). Thread-safe.
 */
public final class ChatTemplate {
  private static final int MAX_MESSAGE_CHARS = 300;

  private final String source;
  private final String settled;
  private final Map<String, String> specialTokens;

  /**
   * @param source the template of the checkpoint
   * @param specialTokens {@code bos_token} and others, by the names in templates
   * @throws CheckpointException {@code TEMPLATE_INVALID} if a tag is not closed
   */
  public ChatTemplate(String source, Map<String, String> specialTokens) {
    this.source = source;
    this.specialTokens = Map.copyOf(specialTokens);
    try {
      this.settled = TemplateWhitespace.settle(source);
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  /** The template of the checkpoint. */
  public String source() {
    return source;
  }

  /**
   * Renders a conversation and opens the assistant's turn.
   *
   * @throws CheckpointException {@code TEMPLATE_INVALID} with the template's own message if it
   *     refuses the conversation, or if it uses features that the library does not have
   */
  public String render(List<ChatMessage> messages) {
    Map<String, Object> bindings = new HashMap<>(specialTokens);
    bindings.put("messages", messages.stream().map(ChatMessage::bindings).toList());
    bindings.put("add_generation_prompt", true);
    RenderResult result;
    try {
      result = TemplateEngine.render(settled, bindings);
    } catch (StackOverflowError e) {
      throw invalid("it is nested too deeply");
    } catch (RuntimeException e) {
      throw invalid(e.getMessage());
    }
    for (TemplateError error : result.getErrors()) {
      if (error.getSeverity() == ErrorType.FATAL) {
        throw invalid(root(error));
      }
    }
    return result.getOutput();
  }

  /** The innermost message: the library wraps the exceptions that functions throw. */
  private static String root(TemplateError error) {
    Throwable cause = error.getException();
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message =
        cause == null || cause.getMessage() == null ? error.getMessage() : cause.getMessage();
    String line = String.valueOf(message).strip().replaceAll("\\s+", " ");
    return line.length() <= MAX_MESSAGE_CHARS ? line : line.substring(0, MAX_MESSAGE_CHARS) + "…";
  }

  private static CheckpointException invalid(String message) {
    return new CheckpointException(
        Fault.TEMPLATE_INVALID,
        "the checkpoint's chat template cannot be rendered: " + message,
        "check chat_template.jinja, or set another template in the model's entry");
  }
}
