package io.depthlm.common.vlm.text;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.interpret.TemplateError.ErrorType;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
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
  private static final long MAX_PROMPT_CHARS = 4 << 20;

  /** Questions are data: a template expression inside one must stay text. */
  private static final Jinjava JINJAVA =
      new Jinjava(
          JinjavaConfig.newBuilder()
              .withNestedInterpretationEnabled(false)
              .withMaxOutputSize(MAX_PROMPT_CHARS)
              .withMaxStringLength(MAX_PROMPT_CHARS)
              .withRangeLimit(10_000)
              .withMaxRenderDepth(20)
              .withLegacyOverrides(
                  LegacyOverrides.newBuilder()
                      .withUseNaturalOperatorPrecedence(true)
                      .withAllowAdjacentTextNodes(true)
                      .withKeepNullableLoopValues(true)
                      .build())
              .build());

  static {
    JINJAVA
        .getGlobalContext()
        .registerFunction(
            new ELFunctionDefinition(
                "", "raise_exception", ChatTemplate.class, "raiseException", String.class));
  }

  private final String source;
  private final String settled;
  private final Map<String, String> specialTokens;

  /**
   * @param source the template as the checkpoint has it
   * @param specialTokens {@code bos_token} and the like, as templates name them
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

  /** The template as the checkpoint has it. */
  public String source() {
    return source;
  }

  /**
   * Renders a conversation and opens the assistant's turn.
   *
   * @throws CheckpointException {@code TEMPLATE_INVALID} with the template's own message if it
   *     refuses the conversation, or if it uses what the library does not have
   */
  public String render(List<ChatMessage> messages) {
    Map<String, Object> bindings = new HashMap<>(specialTokens);
    bindings.put("messages", messages.stream().map(ChatMessage::bindings).toList());
    bindings.put("add_generation_prompt", true);
    RenderResult result = JINJAVA.renderForResult(settled, bindings);
    for (TemplateError error : result.getErrors()) {
      if (error.getSeverity() == ErrorType.FATAL) {
        throw invalid(root(error));
      }
    }
    return result.getOutput();
  }

  /** What templates call to refuse a conversation. Public because the library calls it. */
  public static Object raiseException(String message) {
    throw new InterpretException(message);
  }

  /** The library wraps what a function throws; the template's own words are innermost. */
  private static String root(TemplateError error) {
    Throwable cause = error.getException();
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause == null || cause.getMessage() == null ? error.getMessage() : cause.getMessage();
  }

  private static CheckpointException invalid(String message) {
    return new CheckpointException(
        Fault.TEMPLATE_INVALID,
        "the checkpoint's chat template cannot be rendered: " + message,
        "check chat_template.jinja, or set another template in the model's entry");
  }
}
