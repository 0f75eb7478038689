package io.depthlm.common.vlm.random;

/** Chat templates of random checkpoints. */
public final class Templates {
  /** Prints the messages and adds no system prompt. */
  private static final String PLAIN_CHAT_ML = chatMl("");

  private static final String CHAT_ML =
      chatMl(
          """
              {%- if loop.first and message['role'] != 'system' %}
                  {{- '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}
              {%- endif %}
          """);

  /** The bracket form; the text of a part is under the key {@code content}. */
  public static final String BRACKETS =
      """
      {{- bos_token }}
      {%- for message in messages %}
          {%- if message['role'] == 'assistant' %}
              {{- message['content'] + eos_token }}
          {%- else %}
              {{- '[INST]' }}
              {%- if message['content'] is string %}
                  {{- message['content'] }}
              {%- else %}
                  {%- for part in message['content'] %}
                      {%- if part['type'] == 'image' %}
                          {{- '[IMG]' }}
                      {%- else %}
                          {{- part['content'] }}
                      {%- endif %}
                  {%- endfor %}
              {%- endif %}
              {{- '[/INST]' }}
          {%- endif %}
      {%- endfor %}
      """;

  private Templates() {}

  /**
   * @param before what comes before each message
   */
  private static String chatMl(String before) {
    return "{%- for message in messages %}\n"
        + before
        + """
            {{- '<|im_start|>' + message['role'] + '\\n' }}
            {%- if message['content'] is string %}
                {{- message['content'] }}
            {%- else %}
                {%- for part in message['content'] %}
                    {%- if part['type'] == 'image' %}
                        {{- '<|vision_start|><|image_pad|><|vision_end|>' }}
                    {%- else %}
                        {{- part['text'] }}
                    {%- endif %}
                {%- endfor %}
            {%- endif %}
            {{- '<|im_end|>\\n' }}
        {%- endfor %}
        {%- if add_generation_prompt %}
            {{- '<|im_start|>assistant\\n' }}
        {%- endif %}
        """;
  }

  /**
   * The ChatML form.
   *
   * @param initial for training, the template adds no system prompt
   */
  public static String chatMl(RandomCheckpoint.Initial initial) {
    return initial == RandomCheckpoint.Initial.TRAINABLE ? PLAIN_CHAT_ML : CHAT_ML;
  }
}
