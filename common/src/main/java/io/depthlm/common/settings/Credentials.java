package io.depthlm.common.settings;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognises keys and values that hold credentials, which must not be written to tables. */
final class Credentials {
  private static final List<String> WORDS =
      List.of(
          "authorization",
          "bearer",
          "secret",
          "password",
          "passwd",
          "pwd",
          "passphrase",
          "token",
          "credential",
          "credentials",
          "apikey",
          "sas",
          "sig",
          "signature");

  /** Words before {@code key} that make it a credential. */
  private static final List<String> KEY_OF =
      List.of("api", "access", "account", "auth", "encryption", "private", "secret", "shared");

  /** {@code scheme://user:secret@host}; the secret may have a slash. */
  private static final Pattern USER_INFO = Pattern.compile("://[^@\\s]*:[^@\\s]*@");

  private static final Pattern KEY = Pattern.compile("[A-Za-z][A-Za-z0-9_. -]*");

  private Credentials() {}

  /** Whether a key names a credential; {@code max_new_tokens} does not. */
  static boolean looksLikeOne(String key) {
    List<String> words =
        List.of(
            key.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT).split("[._ -]+"));
    for (int i = 0; i < words.size(); i++) {
      String next = i + 1 < words.size() ? words.get(i + 1) : "";
      if (WORDS.contains(words.get(i)) || (KEY_OF.contains(words.get(i)) && next.equals("key"))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a text, such as {@code {secret_key = x}}, contains the name of a credential or a URI
   * with one.
   */
  static boolean isIn(String text) {
    if (USER_INFO.matcher(text).find()) {
      return true;
    }
    Matcher word = KEY.matcher(text);
    while (word.find()) {
      if (looksLikeOne(word.group())) {
        return true;
      }
    }
    return false;
  }
}
