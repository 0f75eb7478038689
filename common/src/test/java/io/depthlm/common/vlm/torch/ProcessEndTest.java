package io.depthlm.common.vlm.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.depthlm.common.engine.CallGate;
import io.depthlm.common.engine.DeviceSlot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes of their own that end while native code is at work, or cannot begin it. */
class ProcessEndTest {
  /** What the processes run. */
  static final class Child {
    private static final String WORK =
        """
          def work(self, x: Tensor) -> Tensor:
            for i in range(40):
              x = torch.tanh(torch.matmul(x, x))
            return x
        """;

    private Child() {}

    public static void main(String[] args) throws InterruptedException {
      switch (args[0]) {
        case "calls" -> calls();
        case "loop" -> loop();
        case "hangs" -> hangs();
        default -> TorchRuntime.start(1);
      }
    }

    /** Makes calls for ever, on a daemon thread as an engine does. */
    private static void calls() throws InterruptedException {
      NDManager manager = TorchRuntime.manager(DeviceSlot.CPU);
      ScriptModule module = ScriptModule.compile(manager, WORK);
      CallGate gate = new CallGate(module::close);
      Thread device =
          new Thread(
              () -> {
                for (boolean first = true; ; first = false) {
                  try (CallGate.Pass pass = gate.enter();
                      NDManager scope = manager.newSubManager();
                      ScriptCall call = module.method("work")) {
                    if (first) {
                      System.out.println("inside");
                    }
                    call.tensor(scope.ones(new Shape(700, 700))).tensor(scope).getFloat(0, 0);
                  }
                }
              });
      device.setDaemon(true);
      device.start();
      Thread.sleep(60_000);
    }

    /** Makes calls for ever that pass no gate. */
    private static void loop() {
      ProcessEnd.watch(Duration.ofMillis(500));
      NDManager manager = TorchRuntime.manager(DeviceSlot.CPU);
      ScriptModule module = ScriptModule.compile(manager, WORK);
      for (boolean first = true; ; first = false) {
        try (NDManager scope = manager.newSubManager();
            ScriptCall call = module.method("work")) {
          if (first) {
            System.out.println("inside");
          }
          call.tensor(scope.ones(new Shape(700, 700))).tensor(scope);
        }
      }
    }

    /** Is inside for ever. */
    private static void hangs() throws InterruptedException {
      ProcessEnd.watch(Duration.ofMillis(200));
      CallGate gate = new CallGate(() -> {});
      try (CallGate.Pass pass = gate.enter()) {
        System.out.println("inside");
        Thread.sleep(60_000);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "calls, INT, 130",
    "calls, TERM, 143",
    "loop, TERM, 143",
    "hangs, INT, 130",
    "hangs, TERM, 143"
  })
  void aSignalEndsTheProcessWithItsOwnCode(String child, String signal, int code)
      throws IOException, InterruptedException {
    Process process = start(child, Map.of());
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    List<String> lines = new ArrayList<>();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      lines.add(line);
      if (line.equals("inside")) {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      }
    }
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it ends");
    assertTrue(lines.contains("inside"), lines::toString);
    assertEquals(List.of(), lines.stream().filter(line -> line.contains("fatal error")).toList());
    assertEquals(code, process.exitValue(), lines::toString);
  }

  @Test
  void aCacheFolderThatCannotBeWrittenIsNamedWithTheRemedy()
      throws IOException, InterruptedException {
    Process process = start("starts", Map.of("DJL_CACHE_DIR", "/proc/nowhere"));
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, process.waitFor());
    assertTrue(
        said.contains("PyTorch cannot be started from /proc/nowhere/pytorch: ")
            || said.contains("PyTorch cannot be started from /proc/nowhere: "),
        said);
    assertTrue(said.contains("\n  set DJL_CACHE_DIR to a folder on a local disk"), said);
  }

  private static Process start(String child, Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "env",
            // A build in the background hands an ignored SIGINT down to its children.
            "--default-signal=INT",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=/dev/null",
            "-Dai.djl.offline=true",
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            child);
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true).start();
  }
}
