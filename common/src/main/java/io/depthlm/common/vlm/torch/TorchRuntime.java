package io.depthlm.common.vlm.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.depthlm.common.engine.DeviceSlot;
import java.util.Locale;

/**
 * The one place that starts DJL's PyTorch engine. PyTorch reads its thread counts once, when the
 * engine is first used, so they are set here before that and cannot be changed afterwards in the
 * process. Settings given as system properties or in the environment win.
 */
public final class TorchRuntime {
  private static final String INTRA = "ai.djl.pytorch.num_threads";
  private static final String INTER = "ai.djl.pytorch.num_interop_threads";

  private static boolean started;
  private static int threads = Runtime.getRuntime().availableProcessors();

  private TorchRuntime() {}

  /**
   * Starts the engine unless it runs already.
   *
   * @param threads cores that one operation may use; only the first call in a process decides
   * @throws io.depthlm.common.engine.EngineException if its native library does not start here
   */
  public static synchronized void start(int threads) {
    if (started) {
      return;
    }
    if (System.getProperty(INTRA) == null) {
      System.setProperty(INTRA, Integer.toString(Math.max(1, threads)));
    }
    if (System.getProperty(INTER) == null) {
      // Our graphs have no parallel branches.
      System.setProperty(INTER, "1");
    }
    NativeLibraries.start("PyTorch", () -> Engine.getEngine("PyTorch"));
    ProcessEnd.watch();
    started = true;
  }

  /**
   * Says how many cores one operation may use if the engine is started later, and starts nothing: a
   * process may be one of several on its host. Cores that the host does not have do not count.
   */
  public static synchronized void limitThreads(int most) {
    threads = Math.max(1, Math.min(most, Runtime.getRuntime().availableProcessors()));
  }

  /** DJL's PyTorch engine; it is started with the threads of {@link #limitThreads} if need be. */
  public static Engine engine() {
    start(wanted());
    return Engine.getEngine("PyTorch");
  }

  /** A manager of tensors on a device; everything it made is freed when it is closed. */
  public static NDManager manager(DeviceSlot slot) {
    start(wanted());
    Device device = slot.isGpu() ? Device.gpu(slot.index()) : Device.cpu();
    return NDManager.newBaseManager(device, "PyTorch");
  }

  /** Cores that one operation may use when an engine is started: those of {@link #limitThreads}. */
  public static synchronized int wanted() {
    return threads;
  }

  /** Cores that one operation may use. */
  public static int threads() {
    return JniUtils.getNumThreads();
  }

  /** Gives memory that PyTorch keeps for later back to a GPU; nothing on a CPU. */
  public static void freeUnused(DeviceSlot slot) {
    if (slot.isGpu()) {
      JniUtils.emptyCudaCache();
    }
  }

  /** Whether a failure says that the device, or the host for it, has no memory left. */
  public static boolean isOutOfMemory(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof OutOfMemoryError) {
        return true;
      }
      String message = String.valueOf(t.getMessage()).toLowerCase(Locale.ROOT);
      if (message.contains("out of memory") || message.contains("can't allocate memory")) {
        return true;
      }
    }
    return false;
  }
}
