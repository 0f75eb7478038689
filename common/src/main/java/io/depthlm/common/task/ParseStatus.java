package io.depthlm.common.task;

/** What became of a question, for {@code predictions.parse_status}. */
public enum ParseStatus {
  /** A number was read. */
  OK("ok"),
  /** The model answered, without a number that can be read. */
  UNPARSED("unparsed"),
  /** The engine gave no answer; never said by the parser. */
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
