package io.depthlm.common.dataset;

import io.depthlm.common.core.RejectReason;

/**
 * A frame, or a whole unit, that cannot be used.
 *
 * @param frameId the frame, or null where the unit gave none
 * @param reason why
 * @param detail the file and what was found in it, one line of at most 300 characters
 */
public record UnitReject(String frameId, RejectReason reason, String detail) implements UnitResult {
  /** Cuts the detail to one line. */
  public UnitReject {
    detail = LineFault.oneLine(detail);
  }
}
