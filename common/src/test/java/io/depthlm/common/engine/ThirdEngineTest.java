package io.depthlm.common.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.depthlm.common.config.ConfigHelp;
import io.depthlm.common.config.ModelConfig;
import io.depthlm.common.config.ShippedConf;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.frames.FramePipeline;
import io.depthlm.common.engine.frames.FrameWork;
import io.depthlm.common.engine.frames.Outcome;
import io.depthlm.common.engine.ruler.RulerFactory;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An engine is its own classes and one line of the registry: another one is configured, explained
 * and asked in a process whose registry has that line.
 */
class ThirdEngineTest {
  @TempDir Path temporary;

  @Test
  void oneLineOfTheRegistryMakesAnEngine() throws Exception {
    Path services = Files.createDirectories(temporary.resolve("registry/META-INF/services"));
    Files.writeString(
        services.resolve(EngineFactory.class.getName()), RulerFactory.class.getName() + "\n");
    Files.writeString(temporary.resolve("metres_per_pixel"), "0.5");
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                temporary.resolve("registry")
                    + File.pathSeparator
                    + System.getProperty("java.class.path"),
                Configured.class.getName(),
                temporary.toString())
            .redirectErrorStream(true)
            .redirectOutput(temporary.resolve("out").toFile())
            .start();
    int code = process.waitFor();
    List<String> said = Files.readAllLines(temporary.resolve("out"), StandardCharsets.UTF_8);
    assertEquals(0, code, said.toString());
    assertEquals(
        List.of(
            "  with engine = ruler:",
            "the entry: engine ruler, uri and zero_m bound",
            "model settings:1: zero is not a known key",
            // column 8 of 16, half a metre each, one metre at the first
            "5.0 metres in a batch of 2",
            "6.0 metres in a batch of 2"),
        said);
  }

  /** Runs in a process of its own. */
  public static final class Configured {
    private Configured() {}

    /**
     * @param arguments the ruler's folder
     */
    public static void main(String[] arguments) throws IOException {
      System.out.println(
          ConfigHelp.text().lines().filter(line -> line.contains("ruler:")).findFirst().get());
      ModelConfig entry = ShippedConf.entries().model("m", "ruler", arguments[0], "zero_m = 1");
      EngineSettings.OfFolder settings = (EngineSettings.OfFolder) entry.engine();
      System.out.printf("the entry: engine %s, uri and zero_m bound%n", settings.engine());
      try {
        ShippedConf.entries().model("m", "ruler", arguments[0], "zero = 1");
      } catch (UserError e) {
        System.out.println(e.getMessage().lines().findFirst().orElseThrow());
      }
      EngineSpec spec = settings.spec(arguments[0], new LocalModelFolder(Path.of(arguments[0])));
      try (DepthEngine engine = spec.open(DeviceSlot.CPU);
          FramePipeline pipeline = new FramePipeline(List.of(asking()), engine, spec.needs(), 1)) {
        for (Iterator<Outcome> it = pipeline.run(List.of(work()).iterator()); it.hasNext(); ) {
          Outcome outcome = it.next();
          System.out.printf(
              "%s metres in a batch of %d%n",
              outcome.parsed().value(), outcome.answer().batchSize());
        }
      }
    }

    private static Asking asking() {
      return new Asking(
          TaskSpec.of(TaskKind.AXIS_DISTANCE),
          new PromptTemplate("How far?", TaskKind.AXIS_DISTANCE),
          "text",
          FocalSetting.NATIVE,
          ImageLimits.DEFAULT);
    }

    private static FrameWork work() throws IOException {
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB), "png", png);
      List<FrameWork.Ask> asks = new ArrayList<>();
      for (int x : new int[] {8, 10}) {
        asks.add(new FrameWork.Ask(0, "q" + x, 0, new double[] {x}, new double[] {8}));
      }
      return new FrameWork(
          List.of(
              FrameWork.Frame.of(
                  png.toByteArray(), new double[] {20, 20, 8, 8}, ImageLimits.DEFAULT)),
          asks);
    }
  }
}
