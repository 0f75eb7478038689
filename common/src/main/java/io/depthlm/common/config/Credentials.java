package io.depthlm.common.config;

import java.util.List;
import java.util.Locale;

/** Recognises keys that would put a secret where everyone reads it. */
final class Credentials {
  private static final List<String> WORDS =
      List.of("secret", "password", "passwd", "token", "credential", "credentials", "apikey");

  private Credentials() {}

  /** Whether a key's words name a credential; {@code max_new_tokens} does not. */
  static boolean looksLikeOne(String key) {
    List<String> words =
        List.of(key.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT).split("[._-]+"));
    for (int i = 0; i < words.size(); i++) {
      String next = i + 1 < words.size() ? words.get(i + 1) : "";
      boolean keyOfSomething = List.of("api", "access", "private").contains(words.get(i));
      if (WORDS.contains(words.get(i)) || (keyOfSomething && next.equals("key"))) {
        return true;
      }
    }
    return false;
  }
}
