package io.depthlm.common.dataset;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Pattern;

/** Keeps image paths that come from data inside the image folder. */
public final class ImagePaths {
  private static final int MAX_LENGTH = 4096;
  private static final Pattern SCHEME =
      Pattern.compile("[A-Za-z]:.*|[A-Za-z][A-Za-z0-9+.-]*:/.*", Pattern.DOTALL);

  private ImagePaths() {}

  /**
   * The path relative to the image folder, without {@code .}, {@code ..} or empty segments. A
   * leading {@code /} is dropped: official files write it and mean the image folder
   * (docs/method.md, section 2, step 0).
   *
   * @throws IllegalArgumentException saying why, if it does not name a file inside the folder
   */
  public static String insideRoot(String found) {
    if (found.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a path of " + found.length() + " characters, at most " + MAX_LENGTH);
    }
    for (int i = 0; i < found.length(); i++) {
      checkCharacter(found, i);
    }
    if (found.endsWith("/") || found.isEmpty()) {
      throw new IllegalArgumentException("names a folder, not a file");
    }
    String relative = found.replaceFirst("^/+", "");
    if (SCHEME.matcher(relative).matches()) {
      throw new IllegalArgumentException("has a scheme or a drive; paths are relative");
    }
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : relative.split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".")) {
        continue;
      }
      if (segment.equals("..")) {
        if (segments.pollLast() == null) {
          throw new IllegalArgumentException("leaves the image folder by '..'");
        }
        continue;
      }
      checkNotEncodedDots(segment);
      segments.addLast(segment);
    }
    if (segments.isEmpty() || relative.endsWith("/.") || relative.endsWith("/..")) {
      throw new IllegalArgumentException("names a folder, not a file");
    }
    String normalised = String.join("/", segments);
    // "./c:/x" and "a/../c:/x" show their scheme only after the dots are gone.
    if (SCHEME.matcher(normalised).matches()) {
      throw new IllegalArgumentException("has a scheme or a drive; paths are relative");
    }
    return normalised;
  }

  private static void checkCharacter(String path, int at) {
    char c = path.charAt(at);
    if (c == '\\') {
      throw new IllegalArgumentException("has a backslash; segments are separated by '/'");
    }
    if (Character.isISOControl(c)) {
      throw new IllegalArgumentException("has the control character U+%04X".formatted((int) c));
    }
    boolean lone =
        Character.isHighSurrogate(c)
            ? at + 1 == path.length() || !Character.isLowSurrogate(path.charAt(at + 1))
            : Character.isLowSurrogate(c)
                && (at == 0 || !Character.isHighSurrogate(path.charAt(at - 1)));
    if (lone) {
      throw new IllegalArgumentException("has half a surrogate pair");
    }
  }

  /** A store that decodes percent signs must not find a {@code ..} or {@code /} that we missed. */
  private static void checkNotEncodedDots(String segment) {
    String lower = segment.toLowerCase(Locale.ROOT);
    if (lower.contains("%2f") || lower.contains("%5c") || lower.contains("%00")) {
      throw new IllegalArgumentException("has a percent-encoded separator");
    }
    String decoded = lower.replace("%2e", ".");
    if (decoded.equals("..") || (decoded.equals(".") && !segment.equals("."))) {
      throw new IllegalArgumentException("has percent-encoded dots");
    }
  }
}
