package io.depthlm.common.dataset.raw;

import java.util.Optional;

/**
 * What the names of a kind of file have around the part that a picture and its depth map share.
 *
 * @param prefix what names begin with, empty for nothing
 * @param suffix what names end in before the ending, empty for nothing
 */
record NamePattern(String prefix, String suffix) {
  /** Names that are shared as a whole. */
  static final NamePattern WHOLE = new NamePattern("", "");

  /** The shared part of a file's name; empty if the name is of another kind. */
  Optional<String> key(String name) {
    String stem = InputFolders.stem(name);
    boolean fits =
        stem.length() >= prefix.length() + suffix.length()
            && stem.startsWith(prefix)
            && stem.endsWith(suffix);
    return fits
        ? Optional.of(stem.substring(prefix.length(), stem.length() - suffix.length()))
        : Optional.empty();
  }

  /** Whether names say nothing about the kind of a file. */
  boolean isWhole() {
    return equals(WHOLE);
  }

  /** A name as a message shows it. */
  String name(String key) {
    return prefix + key + suffix + ".*";
  }
}
