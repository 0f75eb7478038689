package io.depthlm.common.vlm.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineException;
import java.util.List;
import java.util.Locale;

/**
 * The one place that starts DJL's PyTorch engine. PyTorch reads its thread counts once, when the
 * engine is first used, so they are set here before that and cannot be changed later in the
 * process. System properties and environment variables take precedence.
 */
public final class TorchRuntime {
  private static final String INTRA = "ai.djl.pytorch.num_threads";
  private static final String INTER = "ai.djl.pytorch.num_interop_threads";

  private static boolean started;
  private static int threads = Runtime.getRuntime().availableProcessors();

  /** The cores that one operation may use in threads that do not say otherwise. */
  private static volatile int cores;

  private static final ThreadLocal<Integer> OF_THREAD = ThreadLocal.withInitial(() -> cores);

  /** What PyTorch, its libraries and the system say, in lower case. */
  private static final List<String> OUT_OF_MEMORY =
      List.of(
          "out of memory",
          "can't allocate memory",
          "cannot allocate memory",
          "cublas_status_alloc_failed",
          // cuBLAS and cuDNN fail to start if nothing is left for their workspaces.
          "cublas_status_not_initialized",
          "cudnn_status_alloc_failed");

  private TorchRuntime() {}

  /**
   * Starts the engine unless it is running.
   *
   * @param threads number of cores that one operation may use; only the first call of a process
   *     counts
   * @throws io.depthlm.common.engine.EngineException if its native library cannot be started
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
    cores = JniUtils.getNumThreads();
    ProcessEnd.watch();
    started = true;
  }

  /**
   * Limits the number of cores that one operation may use, without starting the engine: a process
   * may be one of several on its host. The limit is at most the number of cores of the host.
   */
  public static synchronized void limitThreads(int most) {
    threads = Math.max(1, Math.min(most, Runtime.getRuntime().availableProcessors()));
  }

  /** DJL's PyTorch engine; it is started with the threads of {@link #limitThreads} if necessary. */
  public static Engine engine() {
    start(wanted());
    return Engine.getEngine("PyTorch");
  }

  /** A manager of tensors on a device; closing it frees all its tensors. */
  public static NDManager manager(DeviceSlot slot) {
    start(wanted());
    Device device = slot.isGpu() ? Device.gpu(slot.index()) : Device.cpu();
    return NDManager.newBaseManager(device, "PyTorch");
  }

  /**
   * The number of cores that one operation may use when the engine is started, see {@link
   * #limitThreads}.
   */
  public static synchronized int wanted() {
    return threads;
  }

  /**
   * The number of cores that a model may use: what the running engine was started with, or fewer
   * after {@link #limitThreads}.
   */
  public static int cores() {
    return Math.min(cores, wanted());
  }

  /** The number of cores that one operation of this thread may use. */
  public static int threads() {
    settleThisThread();
    return JniUtils.getNumThreads();
  }

  /**
   * Limits the number of cores that one operation of this thread may use; other threads keep
   * theirs. The engine must be running.
   */
  public static void limitThisThread(int most) {
    OF_THREAD.set(Math.max(1, Math.min(most, cores)));
    settleThisThread();
  }

  /**
   * Tells PyTorch how many cores this thread may use. PyTorch keeps the number by thread, and gives
   * a thread that has none the one that was set last, by whichever thread.
   */
  static void settleThisThread() {
    JniUtils.setNumThreads(OF_THREAD.get());
  }

  /** Returns cached memory of PyTorch to a GPU; does nothing on a CPU. */
  public static void freeUnused(DeviceSlot slot) {
    if (slot.isGpu()) {
      JniUtils.emptyCudaCache();
    }
  }

  /** Whether a failure is caused by a lack of memory on the device or on the host. */
  public static boolean isOutOfMemory(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof OutOfMemoryError) {
        return true;
      }
      String message = String.valueOf(t.getMessage()).toLowerCase(Locale.ROOT);
      if (OUT_OF_MEMORY.stream().anyMatch(message::contains)) {
        return true;
      }
    }
    return false;
  }

  /**
   * What kept a model from being loaded, as an engine tells it.
   *
   * @return the failure itself if it has a code already; else {@code device_out_of_memory} if the
   *     device has no room, {@code device_unavailable} if it cannot be used at all
   */
  public static EngineException cannotLoad(String uri, DeviceSlot device, Throwable failure) {
    if (failure instanceof EngineException known) {
      return known;
    }
    return new EngineException(
        isOutOfMemory(failure) ? "device_out_of_memory" : "device_unavailable",
        "cannot load %s on %s: %s".formatted(uri, device, failure.getMessage()),
        failure);
  }

  /**
   * Whether a failure says that the GPU cannot be used any more in this process: after an illegal
   * access, every later call fails.
   */
  public static boolean isDeviceLost(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String message = String.valueOf(t.getMessage()).toLowerCase(Locale.ROOT);
      if (message.contains("cuda error:")) {
        return !isOutOfMemory(failure);
      }
    }
    return false;
  }
}
