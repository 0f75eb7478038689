package io.depthlm.common.vlm.checkpoint;

import io.depthlm.common.engine.EngineException;
import java.util.Locale;

/**
 * A checkpoint that cannot be read or run. The message says what is wrong, where, which value was
 * found, and on a second line the remedy. The code is stable and goes into tables.
 */
public final class CheckpointException extends EngineException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  /** The kinds of errors, each with a stable code. */
  public enum Fault {
    /** The folder does not exist or is not a folder. */
    NOT_FOUND,
    /** A required file is missing. */
    FILE_MISSING,
    /** A JSON file that cannot be read, or that has an invalid value. */
    CONFIG_INVALID,
    /** An architecture, or a variation of one, that is not implemented. */
    ARCHITECTURE_UNSUPPORTED,
    /** A safetensors header that contradicts itself or its file. */
    HEADER_INVALID,
    /** An adapter whose base model is not beside it. */
    BASE_MISSING,
    /** A Git LFS pointer where the file itself is needed. */
    CONTENT_NOT_FETCHED,
    /** A weights file shorter than its header says. */
    TRUNCATED,
    /** A number format other than F32, F16 and BF16. */
    DTYPE_UNSUPPORTED,
    /** A tensor of the architecture is missing. */
    TENSOR_MISSING,
    /** A tensor that the architecture does not have. */
    TENSOR_UNEXPECTED,
    /** A tensor with another shape than that of the architecture. */
    TENSOR_SHAPE,
    /** No tokenizer, or one that cannot be read. */
    TOKENIZER_INVALID,
    /** No chat template, or one that cannot be rendered. */
    TEMPLATE_INVALID,
    /** A read failed. */
    IO_FAILED,
    /** The local cache's disk is full. */
    DISK_FULL,
    /** The files changed while they were read. */
    CHANGED;

    /** The code in tables. */
    public String code() {
      return "checkpoint_" + name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param fault the stable code
   * @param what what is wrong, where, and the value found; no full stop at the end
   * @param remedy what the user can do; no full stop at the end
   */
  public CheckpointException(Fault fault, String what, String remedy) {
    this(fault, what, remedy, null);
  }

  /** As {@link #CheckpointException(Fault, String, String)}, with a cause (may be null). */
  public CheckpointException(Fault fault, String what, String remedy, Throwable cause) {
    super(fault.code(), what + "\n  " + remedy, cause);
    this.fault = fault;
  }

  /**
   * An architecture, or a variation of one, that is not implemented; the message says that an
   * endpoint that serves the model can still be asked.
   *
   * @param what as in {@link #CheckpointException(Fault, String, String)}
   * @param remedy likewise
   */
  public static CheckpointException unsupported(String what, String remedy) {
    return new CheckpointException(
        Fault.ARCHITECTURE_UNSUPPORTED,
        what,
        remedy
            + "; the http engine can ask any model that an endpoint serves (vLLM, SGLang,"
            + " transformers serve): conf/models/endpoint.conf");
  }

  /** What is wrong. */
  public Fault fault() {
    return fault;
  }
}
