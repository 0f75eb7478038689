package io.depthlm.common.dense.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.dense.DenseGolden;
import io.depthlm.common.dense.DenseGolden.Picture;
import io.depthlm.common.dense.DepthMap;
import io.depthlm.common.dense.Sampling;
import io.depthlm.common.dense.file.FileInput.Resample;
import io.depthlm.common.dense.file.FileInput.Size;
import io.depthlm.common.dense.file.FileOutput.Layout;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks in files against onnxruntime in Python, and what is wrong with a file or its entry. */
class FileNetGoldenTest {
  private static final String GOLDEN = "/golden/dense/files/";
  private static final List<Double> NO_MEAN = List.of(0.0, 0.0, 0.0);
  private static final List<Double> NO_STD = List.of(1.0, 1.0, 1.0);
  private static final List<Double> MEAN = List.of(0.485, 0.456, 0.406);
  private static final List<Double> STD = List.of(0.229, 0.224, 0.225);

  private static final FileProtocol CANONICAL =
      new FileProtocol(
          "canonical.onnx",
          new FileInput(
              "image",
              Size.WITHIN,
              98,
              56,
              1,
              Resample.BILINEAR_8BIT,
              List.of(123.675, 116.28, 103.53),
              1,
              NO_MEAN,
              NO_STD,
              null),
          new FileOutput("depth", Layout.MAP, Sampling.BILINEAR, 50.0, List.of(0.0, 6.0)));
  private static final FileInput FREE_INPUT =
      new FileInput(
          null, Size.COVERING, 42, 42, 14, Resample.BICUBIC, List.of(), 255, MEAN, STD, null);
  private static final FileOutput FREE_OUTPUT =
      new FileOutput(null, Layout.MAP, Sampling.BICUBIC, null, List.of());
  private static final FileProtocol FREE = new FileProtocol("free.onnx", FREE_INPUT, FREE_OUTPUT);
  private static final FileProtocol SCRIPT = new FileProtocol("free.pt", FREE_INPUT, FREE_OUTPUT);
  private static final FileProtocol POINTS =
      new FileProtocol(
          "points.onnx",
          new FileInput(
              "rgbs", Size.STRETCH, 56, 42, 1, Resample.BILINEAR, List.of(), 255, MEAN, STD, null),
          new FileOutput("pts_3d", Layout.POINTS_FIRST, Sampling.NEAREST, null, List.of()));

  @TempDir Path folder;

  @BeforeEach
  void copyFiles() throws IOException {
    for (String file : List.of("canonical.onnx", "free.onnx", "free.pt", "points.onnx")) {
      try (InputStream in = FileNetGoldenTest.class.getResourceAsStream(GOLDEN + file)) {
        Files.copy(in, folder.resolve(file));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"CANONICAL, canonical, 3", "FREE, free, 3", "SCRIPT, free, 3", "POINTS, points, 2"})
  void agreesWithTheReference(String protocol, String file, int pictures) throws IOException {
    List<Picture> golden = pictures(file);
    assertEquals(pictures, golden.size());
    try (FileNet net = load(protocol(protocol))) {
      for (Picture picture : golden) {
        DepthMap map = net.map(net.prepare(picture.frame()));
        int width = picture.frame().image().widthPx();
        int height = picture.frame().image().heightPx();
        for (int i = 0; i < picture.at().length; i++) {
          int[] at = picture.at()[i];
          double want = picture.depthAt()[i];
          assertEquals(
              want,
              map.at(at[0], at[1], width, height),
              1e-4 * want,
              "%s of %d x %d at %d, %d".formatted(protocol, width, height, at[0], at[1]));
        }
      }
    }
  }

  private static FileProtocol protocol(String name) {
    return switch (name) {
      case "CANONICAL" -> CANONICAL;
      case "FREE" -> FREE;
      case "SCRIPT" -> SCRIPT;
      default -> POINTS;
    };
  }

  private static List<Picture> pictures(String file) throws IOException {
    List<Picture> pictures = new ArrayList<>();
    try (InputStream in = FileNetGoldenTest.class.getResourceAsStream(GOLDEN + "cases.json")) {
      for (JsonNode picture : new ObjectMapper().readTree(in).get("pictures")) {
        if (picture.get("file").asText().equals(file)) {
          pictures.add(DenseGolden.picture(picture));
        }
      }
    }
    return pictures;
  }

  private FileNet load(FileProtocol protocol) {
    return FileNet.load(
        folder.resolve(protocol.file()), protocol.input(), protocol.output(), DeviceSlot.CPU, 1);
  }

  @Test
  void anOnnxWithOtherInputsIsOneError() {
    refused(new FileProtocol("points.onnx", CANONICAL.input(), POINTS.output()), "reads [rgbs]");
    FileInput withTokens =
        new FileInput(
            "rgbs", Size.STRETCH, 56, 42, 1, Resample.BILINEAR, List.of(), 255, MEAN, STD, 1800);
    refused(new FileProtocol("points.onnx", withTokens, POINTS.output()), "and tokens");
  }

  @Test
  void aSizeThatTheFileDoesNotReadIsOneError() {
    FileInput larger =
        new FileInput(
            "rgbs", Size.STRETCH, 70, 42, 1, Resample.BILINEAR, List.of(), 255, MEAN, STD, null);
    refused(
        new FileProtocol("points.onnx", larger, POINTS.output()),
        "did not read a picture of 70 x 42");
  }

  @Test
  void anOutputThatIsNoMapOfThePictureIsOneError() {
    FileOutput asMap = new FileOutput("pts_3d", Layout.MAP, Sampling.NEAREST, null, List.of());
    refused(
        new FileProtocol("points.onnx", POINTS.input(), asMap),
        "has the shape [1, 3, 42, 56], which is no map of a picture of 56 x 42");
    FileOutput absent = new FileOutput("depth", Layout.MAP, Sampling.NEAREST, null, List.of());
    refused(
        new FileProtocol("points.onnx", POINTS.input(), absent),
        "no output depth\n  choose one of [confidence, pts_3d]");
  }

  @Test
  void aFileThatIsNotThereOrNoNetworkIsOneError() throws IOException {
    EngineException missing =
        assertThrows(
            EngineException.class,
            () -> load(new FileProtocol("other.onnx", FREE_INPUT, FREE_OUTPUT)));
    assertEquals("network_missing", missing.errorCode());
    for (String file : List.of("free.onnx", "free.pt")) {
      Files.writeString(folder.resolve(file), "version https://git-lfs.github.com/spec/v1\n");
      EngineException damaged =
          assertThrows(
              EngineException.class, () -> load(new FileProtocol(file, FREE_INPUT, FREE_OUTPUT)));
      assertEquals("network_unreadable", damaged.errorCode(), damaged.getMessage());
    }
  }

  private void refused(FileProtocol protocol, String told) {
    EngineException refused = assertThrows(EngineException.class, () -> load(protocol));
    assertEquals(FileNet.CODE, refused.errorCode());
    assertTrue(refused.getMessage().contains(told), refused.getMessage());
  }
}
