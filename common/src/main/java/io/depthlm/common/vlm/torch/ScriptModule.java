package io.depthlm.common.vlm.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A compiled TorchScript module without weights of its own. Its methods may be called from several
 * threads at once. Closing it frees the compiled code.
 *
 * <p>Calls of a module run either in inference mode, without a record, or recorded, so that
 * gradients can be computed for tensors that require them.
 */
public final class ScriptModule implements AutoCloseable {
  private final PtSymbolBlock block;
  private final CallMode mode;

  private ScriptModule(PtSymbolBlock block, CallMode mode) {
    this.block = block;
    this.mode = mode;
  }

  /**
   * Compiles sources (see {@link ScriptArchive#of}) for inference; the engine is started if
   * necessary.
   *
   * @throws ScriptFailure if a source does not compile: the message is the compiler's
   */
  public static ScriptModule compile(NDManager manager, String... sources) {
    return compile(CallMode.INFERENCE, manager, sources);
  }

  /**
   * Compiles sources (see {@link ScriptArchive#of}) for calls of a mode.
   *
   * @throws ScriptFailure if a source does not compile: the message is the compiler's
   */
  public static ScriptModule compile(CallMode mode, NDManager manager, String... sources) {
    try (ByteArrayInputStream archive = new ByteArrayInputStream(ScriptArchive.of(sources))) {
      return new ScriptModule(
          JniUtils.loadModule((PtNDManager) manager, archive, false, false), mode);
    } catch (EngineException e) {
      throw new ScriptFailure("compiling", e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  /** Begins a call of a method: add its arguments in order, then ask for the result, then close. */
  public ScriptCall method(String name) {
    return new ScriptCall(block, name, mode);
  }

  @Override
  public void close() {
    block.close();
  }
}
