package io.depthlm.common.engine;

/** An engine that cannot be built or has become unusable. */
public class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The code of a device that this process cannot use any more; another process can. */
  public static final String DEVICE_LOST = "device_lost";

  /** The stable code that goes into {@code predictions.error_code}. */
  private final String errorCode;

  /**
   * @param errorCode a stable code in lower case with underscores
   * @param message what, where, and the remedy, for people
   * @param cause may be null
   */
  public EngineException(String errorCode, String message, Throwable cause) {
    super(message, cause);
    this.errorCode = errorCode;
  }

  /** The stable code that goes into {@code predictions.error_code}. */
  public String errorCode() {
    return errorCode;
  }
}
