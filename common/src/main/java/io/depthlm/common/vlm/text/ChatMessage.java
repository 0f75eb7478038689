package io.depthlm.common.vlm.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One turn of a conversation as chat templates see it.
 *
 * @param role {@code system} or {@code user}
 * @param images number of images before the text
 * @param text the text
 */
public record ChatMessage(String role, int images, String text) {
  /** A system prompt. */
  public static ChatMessage system(String text) {
    return new ChatMessage("system", 0, text);
  }

  /** A question: images first, as in the training of all families. */
  public static ChatMessage user(int images, String text) {
    return new ChatMessage("user", images, text);
  }

  /**
   * The message as a map. A user's text part has its text under both keys that templates read:
   * {@code text} (newer) and {@code content} (older Pixtral); with only one of them, a template may
   * silently drop the question.
   */
  Map<String, Object> bindings() {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", role);
    if (!role.equals("user")) {
      message.put("content", text);
      return message;
    }
    List<Object> parts = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      parts.add(Map.of("type", "image"));
    }
    parts.add(Map.of("type", "text", "text", text, "content", text));
    message.put("content", parts);
    return message;
  }
}
