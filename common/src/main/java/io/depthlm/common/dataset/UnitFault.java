package io.depthlm.common.dataset;

import io.depthlm.common.core.RejectReason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** What is wrong with the content of a file, as far as it costs a whole frame or unit. */
public final class UnitFault extends IOException {
  private static final long serialVersionUID = 1L;

  private final RejectReason reason;

  /**
   * @param reason why
   * @param detail the file and what was found in it
   */
  public UnitFault(RejectReason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  /** As {@link #UnitFault(RejectReason, String)}, with a cause. */
  public UnitFault(RejectReason reason, String detail, Throwable cause) {
    super(detail, cause);
    this.reason = reason;
  }

  /**
   * A file that is there and is not what it should be.
   *
   * @param what what is wrong with it, as the rest of a sentence
   */
  public static UnitFault unreadable(String file, String what) {
    return new UnitFault(RejectReason.FILE_UNREADABLE, file + " " + what);
  }

  /** Why. */
  public RejectReason reason() {
    return reason;
  }

  /**
   * What an exception of reading costs a frame or unit: its own reason where it has one.
   *
   * @param frameId the frame, or null
   */
  public static UnitReject reject(String frameId, IOException e) {
    if (e instanceof UnitFault fault) {
      return new UnitReject(frameId, fault.reason, fault.getMessage());
    }
    boolean missing = e instanceof FileNotFoundException || e instanceof NoSuchFileException;
    return new UnitReject(
        frameId,
        missing ? RejectReason.FILE_MISSING : RejectReason.FILE_UNREADABLE,
        String.valueOf(e.getMessage()));
  }
}
