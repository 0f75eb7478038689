package io.depthlm.common.task;

/** The status of a question, for {@code predictions.parse_status}. */
public enum ParseStatus {
  /** A number was read. */
  OK("ok"),
  /** The answer has no number that can be read. */
  UNPARSED("unparsed"),
  /** The engine gave no answer; the parser never returns it. */
  FAILED("failed");

  private final String key;

  ParseStatus(String key) {
    this.key = key;
  }

  /** The name in tables. */
  public String key() {
    return key;
  }
}
