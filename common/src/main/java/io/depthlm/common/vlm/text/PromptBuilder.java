package io.depthlm.common.vlm.text;

import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.image.PatchGrid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds the tokens of a prompt from a question and the sizes of its images: chat template, system
 * prompt, tokenizer, image placeholders. Thread-safe; holds the tokenizer until it is closed.
 */
public final class PromptBuilder implements AutoCloseable {
  private final VlmConfig config;
  private final SystemPrompt system;
  private final TextFiles files;
  private final ChatTemplate template;
  private final TextTokenizer tokenizer;
  private final String startToken;
  private final ImagePlaceholder placeholder;

  private PromptBuilder(
      VlmConfig config, SystemPrompt system, TextFiles files, TextTokenizer tokenizer) {
    this.config = config;
    this.system = system;
    this.files = files;
    this.template = files.template();
    this.tokenizer = tokenizer;
    this.startToken = files.specialTokens().getOrDefault("bos_token", "");
    this.placeholder = PromptFamily.of(config).placeholder(config, files, tokenizer);
    if (system.kind() == SystemPrompt.Kind.NONE) {
      refuseOwnSystemPrompt();
    }
  }

  /** The id of the token that stands for a part of an image. */
  public int imageToken() {
    return config.imageTokenId();
  }

  /**
   * Opens the text side of a checkpoint folder.
   *
   * @throws CheckpointException {@code TOKENIZER_INVALID} or {@code TEMPLATE_INVALID}
   */
  public static PromptBuilder open(Path folder, VlmConfig config, SystemPrompt system) {
    TextTokenizer tokenizer = TextTokenizer.open(folder);
    try {
      return new PromptBuilder(config, system, new TextFiles(folder), tokenizer);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  /** The tokenizer, for decoding answers; it is closed with this object. */
  public TextTokenizer tokenizer() {
    return tokenizer;
  }

  /**
   * A question as tokens.
   *
   * @param question the text
   * @param images the sizes of its images, in order; they come before the text
   * @throws CheckpointException {@code TEMPLATE_INVALID} if the template drops the question or an
   *     image, or refuses the conversation
   */
  public PromptTokens build(String question, List<PatchGrid> images) {
    String rendered = render(question, images.size());
    if (!rendered.contains(question.strip())) {
      throw new CheckpointException(
          Fault.TEMPLATE_INVALID,
          "the chat template drops the question: it renders as " + quoted(rendered),
          "set a template that prints text parts");
    }
    long[] ids =
        rendered.startsWith(startToken) && !startToken.isEmpty()
            ? tokenizer.encode(rendered)
            : tokenizer.encodeWithSpecials(rendered);
    return new PromptTokens(rendered, expand(ids, images, rendered));
  }

  private String render(String question, int images) {
    List<ChatMessage> messages = new ArrayList<>();
    if (system.kind() == SystemPrompt.Kind.GIVEN) {
      messages.add(ChatMessage.system(system.text()));
    }
    messages.add(ChatMessage.user(images, question));
    return template.render(messages);
  }

  private long[] expand(long[] ids, List<PatchGrid> images, String rendered) {
    int length = ids.length;
    int placeholders = 0;
    for (long id : ids) {
      if (id == config.imageTokenId()) {
        placeholders++;
      }
    }
    if (placeholders != images.size()) {
      throw new CheckpointException(
          Fault.TEMPLATE_INVALID,
          "%d image tokens for %d images in %s"
              .formatted(placeholders, images.size(), quoted(rendered)),
          "the template must print one per image, and the question none");
    }
    for (PatchGrid image : images) {
      length = Math.addExact(length, placeholder.tokens(image) - 1);
    }
    long[] expanded = new long[length];
    int at = 0;
    int image = 0;
    for (long id : ids) {
      if (id == config.imageTokenId()) {
        at = placeholder.put(images.get(image++), expanded, at);
      } else {
        expanded[at++] = id;
      }
    }
    return expanded;
  }

  /**
   * Refuses a template that adds a system prompt of its own. Renderings with and without a system
   * message are compared: whatever is left between their common beginning and their common end,
   * without a system message, is such a prompt.
   */
  private void refuseOwnSystemPrompt() {
    ChatMessage question = ChatMessage.user(0, "?");
    String without = template.render(List.of(question));
    // A private-use character, which no template contains.
    String with = template.render(List.of(ChatMessage.system("\uE000"), question));
    int head = 0;
    while (head < Math.min(with.length(), without.length())
        && with.charAt(head) == without.charAt(head)) {
      head++;
    }
    int tail = 0;
    while (tail < Math.min(with.length(), without.length()) - head
        && with.charAt(with.length() - 1 - tail) == without.charAt(without.length() - 1 - tail)) {
      tail++;
    }
    String own = without.substring(head, without.length() - tail);
    if (!own.isEmpty()) {
      throw new CheckpointException(
          Fault.TEMPLATE_INVALID,
          "the model's entry asks for no system prompt, but the chat template adds " + quoted(own),
          "leave the system prompt to the template, or give the text");
    }
  }

  private String quoted(String text) {
    if (!files.isTemplateOwn()) {
      return "%d characters, not shown as the template is a link out of its folder"
          .formatted(text.length());
    }
    return "'" + (text.length() <= 200 ? text : text.substring(0, 200) + "…") + "'";
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
