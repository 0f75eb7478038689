package io.depthlm.common.vlm.text;

import io.depthlm.common.vlm.text.TokenizerCheck.Findings;
import io.depthlm.common.vlm.text.TokenizerCheck.Verdict;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks a regular expression of a tokenizer. Oniguruma stops after ten million steps of one match,
 * and then the tokenizer panics. So an expression that can take exponentially many steps is
 * refused, and one with alternatives that published tokenizers do not have is tried on long texts.
 */
final class TokenizerRegex {
  /** The alternatives in the splitting expressions of GPT-4, Qwen, Llama 3 and Mistral's tekken. */
  private static final Set<String> PUBLISHED =
      Set.of(
          "(?i:'s|'t|'re|'ve|'m|'ll|'d)",
          "'(?i:[sdmt]|ll|ve|re)",
          "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+",
          "[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+",
          "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*"
              + "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+",
          "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+"
              + "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*",
          "\\p{N}",
          "\\p{N}{1,2}",
          "\\p{N}{1,3}",
          " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*",
          " ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*",
          " ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*",
          "\\s*[\\r\\n]+",
          "\\s+(?!\\S)",
          "\\s+");

  private static final int MAX_LENGTH = 4096;
  private static final int MAX_NESTING = 32;
  private static final int MAX_COUNT = 10_000;
  private static final Pattern COUNT = Pattern.compile("\\{(\\d*)(,?)(\\d*)\\}");

  private final String regex;
  private final String at;

  /** For each open group, whether it contains an unbounded repetition. */
  private final Deque<Boolean> groups = new ArrayDeque<>();

  /** Whether the last atom was a group with an unbounded repetition. */
  private boolean repeatsInside;

  private double counted = 1;
  private int alternativeStart;
  private Verdict verdict = Verdict.SOUND;

  private TokenizerRegex(String regex, String at) {
    this.regex = regex;
    this.at = at;
  }

  /**
   * Checks an expression.
   *
   * @param at the field, for the error
   * @throws IllegalArgumentException if it is refused
   */
  static Verdict check(String regex, String at) {
    TokenizerRegex check = new TokenizerRegex(regex, at);
    if (regex.isEmpty() || regex.length() > MAX_LENGTH) {
      throw check.refused("an expression of 1 to " + MAX_LENGTH + " characters");
    }
    check.scan();
    return check.verdict;
  }

  private void scan() {
    groups.push(false);
    int i = 0;
    while (i < regex.length()) {
      char c = regex.charAt(i);
      switch (c) {
        case '\\' -> {
          i += 2;
          repeatsInside = false;
          continue;
        }
        case '[' -> {
          i = afterClass(i);
          repeatsInside = false;
          continue;
        }
        case '(' -> {
          if (groups.size() > MAX_NESTING) {
            throw refused("groups nested less than " + MAX_NESTING + " deep");
          }
          groups.push(false);
        }
        case ')' -> {
          if (groups.size() < 2) {
            throw refused("brackets that match");
          }
          repeatsInside = groups.pop();
          markRepetition(repeatsInside);
        }
        case '|' -> {
          if (groups.size() == 1) {
            alternative(i);
          }
          repeatsInside = false;
        }
        case '*', '+' -> repetition();
        case '{' -> counted(i);
        case '?' -> {}
        default -> repeatsInside = false;
      }
      i++;
    }
    alternative(regex.length());
  }

  private void repetition() {
    if (repeatsInside) {
      throw refused("no repetition inside a repetition, which takes exponentially many steps");
    }
    markRepetition(true);
  }

  private void markRepetition(boolean found) {
    if (found) {
      groups.pop();
      groups.push(true);
    }
  }

  /**
   * A {@code {n,m}}: without an upper bound it is a repetition, and a large one makes the compiled
   * program huge.
   */
  private void counted(int open) {
    Matcher count = COUNT.matcher(regex).region(open, regex.length());
    if (!count.lookingAt()) {
      return; // braces of \p{L} are passed over with their class or stand for themselves
    }
    String high = count.group(3).isEmpty() ? count.group(1) : count.group(3);
    double times = high.isEmpty() ? 1 : Double.parseDouble(high);
    counted *= Math.max(1, times);
    if (counted > MAX_COUNT) {
      throw refused("counts whose product is at most " + MAX_COUNT);
    }
    if (!count.group(2).isEmpty() && count.group(3).isEmpty() || times > 10) {
      repetition();
    }
  }

  private int afterClass(int open) {
    int depth = 0;
    for (int i = open; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '[') {
        depth++;
      } else if (c == ']' && i > open + 1 && --depth == 0) {
        return i + 1;
      }
    }
    throw refused("brackets that match");
  }

  private void alternative(int end) {
    if (!PUBLISHED.contains(regex.substring(alternativeStart, end))) {
      verdict = Verdict.NEEDS_TRIAL;
    }
    alternativeStart = end + 1;
  }

  private IllegalArgumentException refused(String expected) {
    return Findings.wrong(at, "'" + regex + "'", expected);
  }
}
