package io.depthlm.common.vlm.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chat templates that take all time or memory, reach for Java, or overflow a parser. */
class HostileTemplateTest {
  private static final List<ChatMessage> QUESTION = List.of(ChatMessage.user(1, "How far?"));

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{% for a in range(5000) %}{% for b in range(5000) %}{% for c in range(5000) %}"
            + "{% endfor %}{% endfor %}{% endfor %}; the template takes more than",
        "{% for a in range(5000) %}{% for b in range(5000) %}{% set x = a %}{% endfor %}"
            + "{% endfor %}; the template takes more than",
        "{{ 'x'.repeat(1000000000) }}; a string has no method repeat",
        "{{ '%1000000000d'.formatted(1) }}; a string has no method formatted",
        "{{ '%1000000000d'|format(1) }}; format",
        "{{ 'x'|center(1000000000) }}; center",
        "{% set x = [1, 2] %}{% for i in range(60) %}{% set _ = x.extend(x) %}{% endfor %};"
            + " there is no method extend",
        "{% set ns = namespace(x = 'abc') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}"
            + "{% endfor %}; over limit of",
        "{% set ns = namespace(x = 'abc') %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}"
            + "{% endfor %}; over limit of",
        "{% set ns = namespace(x = 'aaaaaaaaaa') %}{% for i in range(60) %}"
            + "{% set ns.x = ns.x|replace('a', 'aaaaaaaaaa') %}{% endfor %}; more than 131",
        "{% set ns = namespace(x = [1, 2]) %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}"
            + "{% endfor %}; ``",
        "{% set ns = namespace(x = [1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}"
            + "{% endfor %}{{ ns.x }}; more than 10,000 parts",
        "{% for a in range(9999) %}0123456789012345678901234567890123456789{% endfor %}; ``",
        "{{ messages.getClass().forName('java.lang.Runtime') }}; there is no method getClass",
        "{{ ''.getClass() }}; a string has no method getClass",
        "{{ ____int3rpr3t3r____.getContext() }}; there is no method getContext",
        "{{ messages[0].clear() }}; a dictionary has no method clear",
        "{% include '/etc/passwd' %}; include",
        "{% import '/etc/passwd' as x %}; import",
        "{{ 'x'|render }}; render",
      })
  void aHostileTemplateIsOneError(String template, String message) {
    assertInvalid(template, message);
  }

  @Test
  void deepNestingIsOneError() {
    assertInvalid(
        "{% if true %}".repeat(5000) + "{% endif %}".repeat(5000), "nested more than 64 deep");
    assertInvalid(
        "{{ " + "(".repeat(20_000) + "1" + ")".repeat(20_000) + " }}", "nested more than 12 deep");
    assertInvalid("{{ " + "[".repeat(12) + "(1" + "]".repeat(12) + ") }}", "nested more than 12");
    assertInvalid("{{ " + "not ".repeat(20_000) + "1 }}", "more than 4,096 characters");
    assertInvalid("{{ x" + ".y".repeat(20_000) + " }}", "more than 4,096 characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"not ", "- ", "1 + ", "x.", "x if y else ", "x|upper|", "x ~ ", "x and "})
  void theLongestExpressionsEnd(String repeated) {
    String template = "{{ " + repeated.repeat(4000 / repeated.length()) + "1 }}";
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> ended(template));
  }

  @Test
  void macrosThatCallEachOtherEnd() {
    String template =
        "{% macro a() %}{{ b() }}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{{ a() }}"
            + "{% endmacro %}{{ a() }}";
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> ended(template));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{{",
        "}}",
        "{% if x %}",
        "{{ x }} ",
        "\n   {% set x = 1 %}\n",
        "{# x #}",
        "{%- ",
        "not ",
        "{{ '",
        "{{ {'a': {",
        "\r\n",
        "{{ not x is defined }}"
      })
  void aLongTemplateIsReadInLinearTime(String repeated) {
    String template = repeated.repeat((1 << 20) / repeated.length());
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> ended(template));
  }

  /** Python's methods that published templates use mean here what they mean there. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{{ 'a</think>b'.split('</think>')[-1] }}; b",
        "{{ ' x '.strip() }}|{{ 'xxay'.lstrip('x') }}|{{ 'ayy'.rstrip('y') }}; x|ay|a",
        "{{ 'abc'.startswith('ab') }}{{ 'abc'.endswith('c') }}; truetrue",
        "{{ 'aXbX'.replace('X', '-') }} {{ 'aXbX'|replace('X', '-') }}; a-b- a-b-",
        "{% for k, v in messages[0].items() %}{{ k }},{% endfor %}; role,content,",
        "{{ messages[0].get('role') }}{{ messages[0].get('nothing', '!') }}; user!",
        "{% for m in messages %}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}{% endfor %};"
            + " 0truetrue",
        "{% set ns = namespace(n = 0) %}{% for i in range(3) %}{% set ns.n = ns.n + i %}"
            + "{% endfor %}{{ ns.n }}; 3",
        "{{ messages[0].content[1].text }}{{ messages[0]['role'] }}; How far?user",
        "{{ messages[-1].role }}{{ messages[0:]|length }}; user1",
        "{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m('a') }}; <a>",
        "{{ ['a', 'b']|join('+') }}{{ ', '.join(['c', 'd']) }}; a+bc, d",
        "{{ messages[0].content[1].nothing is defined }}; false",
      })
  void whatPublishedTemplatesUseWorks(String template, String rendered) {
    assertEquals(rendered, new ChatTemplate(template, Map.of()).render(QUESTION));
  }

  private static void assertInvalid(String template, String message) {
    CheckpointException e =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10),
            () -> assertThrows(CheckpointException.class, () -> outcome(template)));
    assertEquals(Fault.TEMPLATE_INVALID, e.fault());
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(e.getMessage().length() < 600, e.getMessage());
  }

  private static boolean ended(String template) {
    try {
      return outcome(template) != null;
    } catch (CheckpointException e) {
      return true;
    }
  }

  private static String outcome(String template) {
    try {
      return new ChatTemplate(template, Map.of()).render(QUESTION);
    } catch (CheckpointException e) {
      assertEquals(Fault.TEMPLATE_INVALID, e.fault());
      throw e;
    }
  }
}
