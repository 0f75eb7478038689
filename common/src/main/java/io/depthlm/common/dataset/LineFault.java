package io.depthlm.common.dataset;

import io.depthlm.common.core.RejectReason;

/** A fault of a whole line, on its way to a {@link BadLine}. Has no stack trace: it is data. */
final class LineFault extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int MAX_DETAIL = 300;

  private final RejectReason reason;

  LineFault(RejectReason reason, String detail) {
    super(oneLine(detail), null, false, false);
    this.reason = reason;
  }

  BadLine toResult() {
    return new BadLine(reason, getMessage());
  }

  /** The beginning of a value, for a message. */
  static String clipped(String text) {
    return oneLine(text.length() > 40 ? text.substring(0, 40) + "…" : text);
  }

  /** Text from data made fit for a table: no line breaks or control characters, bounded length. */
  static String oneLine(String text) {
    int end = Math.min(text.length(), MAX_DETAIL);
    StringBuilder out = new StringBuilder(end);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      out.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
    }
    return out.toString();
  }
}
