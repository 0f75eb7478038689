package io.depthlm.common.vlm.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchRuntimeTest {
  private static final int HOST = Runtime.getRuntime().availableProcessors();

  @AfterEach
  void asBefore() {
    TorchRuntime.limitThreads(HOST);
  }

  @Test
  void oneOfSeveralProcessesTakesItsOwnCoresOnly() {
    assertEquals(HOST, TorchRuntime.wanted());
    TorchRuntime.limitThreads(1);
    assertEquals(1, TorchRuntime.wanted());
  }

  @Test
  void noMoreCoresThanTheHostHas() {
    TorchRuntime.limitThreads(HOST + 1);
    assertEquals(HOST, TorchRuntime.wanted());
    TorchRuntime.limitThreads(0);
    assertEquals(1, TorchRuntime.wanted());
  }

  /** PyTorch gives a new thread the number that was set last, by whichever thread. */
  @Test
  void aThreadsLimitIsItsOwn() throws InterruptedException {
    TorchRuntime.engine();
    int all = TorchRuntime.threads();
    int[] seen = new int[2];
    run(
        () -> {
          TorchRuntime.limitThisThread(1);
          seen[0] = TorchRuntime.threads();
        });
    run(() -> seen[1] = TorchRuntime.threads());
    assertEquals(1, seen[0]);
    assertEquals(all, seen[1]);
    assertEquals(all, TorchRuntime.threads());
  }

  private static void run(Runnable work) throws InterruptedException {
    Thread thread = new Thread(work);
    thread.start();
    thread.join();
  }

  @Test
  void aModelUsesNoMoreCoresThanTheEngineWasStartedWith() {
    TorchRuntime.engine();
    int all = TorchRuntime.cores();
    assertEquals(TorchRuntime.threads(), all);
    TorchRuntime.limitThreads(1);
    assertEquals(1, TorchRuntime.cores());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA out of memory. Tried to allocate 2.00 GiB",
        "CUDA error: out of memory",
        "DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes",
        "mmap: Cannot allocate memory",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "CUDA error: CUBLAS_STATUS_NOT_INITIALIZED when calling `cublasCreate(handle)`",
        "cuDNN error: CUDNN_STATUS_ALLOC_FAILED"
      })
  void aDeviceWithoutMemoryIsKnownByItsWords(String message) {
    RuntimeException failure = new RuntimeException("calling", new RuntimeException(message));
    assertTrue(TorchRuntime.isOutOfMemory(failure));
    assertFalse(TorchRuntime.isDeviceLost(failure), "the next call may fit");
  }

  @Test
  void aLostDeviceIsKnownByItsWords() {
    RuntimeException failure =
        new RuntimeException("CUDA error: an illegal memory access was encountered");
    assertTrue(TorchRuntime.isDeviceLost(failure));
    assertFalse(TorchRuntime.isOutOfMemory(failure));
    assertFalse(TorchRuntime.isDeviceLost(new RuntimeException("shape '[2]' is invalid")));
  }
}
