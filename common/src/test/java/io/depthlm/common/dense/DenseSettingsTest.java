package io.depthlm.common.dense;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.config.EntryLoader;
import io.depthlm.common.config.ShippedConf;
import io.depthlm.common.core.UserError;
import io.depthlm.common.dense.file.FileInput;
import io.depthlm.common.dense.file.FileOutput;
import io.depthlm.common.dense.file.FileProtocol;
import io.depthlm.common.engine.DeviceChoice;
import io.depthlm.common.settings.TextSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DenseSettingsTest {
  @Test
  void aFolderNeedsNothingElse() {
    assertEquals(
        new DenseSettings("folder", null, DepthChoice.AUTO, MapsChoice.DISCARD, DeviceChoice.AUTO),
        entry(""));
  }

  @Test
  void everyKeyIsBound() {
    FileInput input =
        new FileInput(
            "image",
            FileInput.Size.WITHIN,
            1064,
            616,
            2,
            FileInput.Resample.BILINEAR_8BIT,
            List.of(1.0, 2.0, 3.0),
            1,
            List.of(4.0, 5.0, 6.0),
            List.of(7.0, 8.0, 9.0),
            1800);
    FileOutput output =
        new FileOutput(
            "points", FileOutput.Layout.POINTS_LAST, Sampling.NEAREST, 1000.0, List.of(0.0, 300.0));
    DenseSettings all =
        entry(
            """
            file = "net.onnx"
            depth = radial
            maps = keep
            device = gpu
            input {
              name = image, size = within, width_px = 1064, height_px = 616, multiple_px = 2
              resample = bilinear_8bit, padding_rgb = [1, 2, 3], divisor = 1
              mean = [4, 5, 6], std = [7, 8, 9], tokens = 1800
            }
            output {
              name = points, layout = points_last, sampling = nearest
              canonical_focal_px = 1000, clamp = [0, 300]
            }
            """);
    FileProtocol protocol = new FileProtocol("net.onnx", input, output);
    assertEquals(
        new DenseSettings(
            "folder", protocol, DepthChoice.RADIAL, MapsChoice.KEEP, DeviceChoice.GPU),
        all);
    SortedMap<String, String> identity =
        new DenseSpec("folder", "f".repeat(32), protocol, DepthChoice.RADIAL, MapsChoice.KEEP)
            .identity();
    assertEquals(
        List.of("checkpoint", "depth", "file", "input", "output"), List.copyOf(identity.keySet()));
    assertEquals(input.toString(), identity.get("input"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "file = net.onnx, depth = z, input {} | output is not given",
        "file = net.onnx, depth = z, output {} | input is not given",
        "file = net.onnx, input {}, output {} | depth is auto",
        "input {} | file is not given",
        "file = net.onnx, depth = z, input {mean = [1]}, output {} | mean is [1]",
        "file = net.onnx, depth = z, input {}, output {clamp = [2, 1]} | clamp is [2,1]",
        "file = a/net.onnx, depth = z, input {}, output {} | file is \"a/net.onnx\"",
        "depth = far | depth is \"far\""
      })
  void whatDoesNotFitIsOneError(String entry, String told) {
    UserError wrong = assertThrows(UserError.class, () -> entry(entry));
    assertTrue(
        wrong.getMessage().replace(" ", "").contains(told.replace(" ", "")), wrong.getMessage());
  }

  @Test
  void aFolderWithoutAnEntryIsAskedByTheEngineThatKnowsIt(@TempDir Path folder) throws IOException {
    EntryLoader entries = new EntryLoader(TextSource.local(), List.of());
    Path network = DenseGolden.of("zoedepth").write(folder.resolve("network"));
    assertEquals("dense", engine(entries, network + "/"));
    Path config = network.resolve("config.json");
    for (String other :
        List.of(
            "{\"architectures\": [\"Qwen3VLForConditionalGeneration\"]}", "{}", "[", "no JSON")) {
      Files.writeString(config, other);
      assertEquals("vlm", engine(entries, network.toString()), other);
    }
    assertEquals("vlm", engine(entries, folder.resolve("absent").toString()));
  }

  private static String engine(EntryLoader entries, String folder) {
    return entries.model(folder, List.of()).engine().engine();
  }

  private static DenseSettings entry(String changes) {
    return (DenseSettings) ShippedConf.entries().model("m", "dense", "folder", changes).engine();
  }
}
