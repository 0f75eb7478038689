package io.depthlm.common.dataset;

import io.depthlm.common.core.RejectReason;

/**
 * A line that gives no frame.
 *
 * @param reason why
 * @param detail what was found, one line of at most 300 characters
 */
public record BadLine(RejectReason reason, String detail) implements LineResult {
  /** As the reject of a unit. */
  public UnitReject toReject() {
    return new UnitReject(null, reason, detail);
  }
}
