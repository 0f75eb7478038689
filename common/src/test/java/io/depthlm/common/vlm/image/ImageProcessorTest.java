package io.depthlm.common.vlm.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.depthlm.common.core.Ids;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.checkpoint.JsonFile;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.random.Shapes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Number for number what transformers' Pillow image processors give (make_images.py). */
class ImageProcessorTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/vlm");
  private static final VlmConfig QWEN = Checkpoint.open(GOLDEN.resolve("tiny-qwen")).config();
  private static final VlmConfig PIXTRAL = Checkpoint.open(GOLDEN.resolve("tiny-pixtral")).config();

  private static final Map<String, VlmConfig> CONFIGS =
      Map.of(
          "qwen",
          QWEN,
          "pixtral",
          PIXTRAL,
          "qwen3",
          Shapes.of(Family.labelled("qwen3_vl").orElseThrow(), "tiny"),
          "mistral3",
          Shapes.of(Family.labelled("mistral3").orElseThrow(), "tiny"));

  @TempDir Path folder;

  static Stream<JsonNode> cases() {
    List<JsonNode> cases =
        Stream.of("images.json", "images_qwen3.json", "images_mistral3.json")
            .map(file -> JsonFile.read(GOLDEN.resolve(file)).get("cases"))
            .flatMap(list -> StreamSupport.stream(list.spliterator(), false))
            .toList();
    assertEquals(34, cases.size());
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheReference(JsonNode golden) throws IOException {
    Files.writeString(
        folder.resolve("preprocessor_config.json"), golden.get("settings").toString());
    ImageProcessor processor =
        ImageProcessor.open(folder, CONFIGS.get(golden.get("family").asText()));
    RgbImage image = picture(golden.get("width").asInt(), golden.get("height").asInt());
    PatchedFrame frame = processor.patch(image);
    assertEquals(golden.get("rows").asInt(), frame.grid().rows());
    assertEquals(golden.get("columns").asInt(), frame.grid().columns());
    for (int i = 0; i < 3; i++) {
      assertEquals(golden.get("first").get(i).floatValue(), frame.values()[i]);
    }
    assertEquals(golden.get("sha256").asText(), digest(frame.values()));

    assertEquals(golden.get("sha256").asText(), digest(Pixels.of(frame.marked(Marks.NONE))));
    assertEquals(
        golden.get("sha256_marked").asText(), digest(Pixels.of(frame.marked(marks(image)))));
    assertEquals(golden.get("sha256").asText(), digest(frame.values()), "the frame was written to");
  }

  @Test
  void repaintsOnlyTheTouchedPatches() {
    ImageProcessor processor = ImageProcessor.open(GOLDEN.resolve("tiny-qwen"), QWEN);
    PatchedFrame frame = processor.patch(picture(140, 112));
    PatchedImage marked =
        frame.marked(new Marks(new int[] {27, 28}, new int[] {14, 14}, new int[] {255, 255}));
    // Row 1, columns 1 and 2 of 10 across, merged two by two: squares 0 and 1.
    assertEquals("[3, 6]", Arrays.toString(marked.changed()));
    assertEquals(2 * frame.patchLength(), marked.changes().length);
    assertEquals(0, frame.marked(Marks.NONE).changed().length);
  }

  @Test
  void theNestedFormOfVersionFiveComesFirst() throws IOException {
    Files.writeString(folder.resolve("preprocessor_config.json"), "{\"do_resize\": true}");
    Files.writeString(
        folder.resolve("processor_config.json"), "{\"image_processor\": {\"do_resize\": false}}");
    assertEquals(new Sizing.Keep(), ImageProcessor.open(folder, PIXTRAL).sizing());
    Files.writeString(folder.resolve("processor_config.json"), "{\"patch_size\": 16}");
    assertEquals(new Sizing.Fit(16, 1024, 1024), ImageProcessor.open(folder, PIXTRAL).sizing());
  }

  @Test
  void theEffectiveFocalLengthIsRecordedAndWarnedAbout() {
    ImageProcessor processor = ImageProcessor.open(GOLDEN.resolve("tiny-qwen"), QWEN);
    Intrinsics prepared = new Intrinsics(1000, 1000, 60, 0, 120, 100);
    PatchGrid moved = processor.grid(120, 100);
    assertEquals(
        new Intrinsics(1000 * 112 / 120.0, 1120, 56, 0, 112, 112), moved.effective(prepared));
    assertEquals(
        Optional.of(
            "the image processor resizes 120 x 100 to 112 x 112: the model sees focal lengths"
                + " 933.3, 1120.0 px instead of 1000.0, 1000.0 (-6.67%, +12.00%)"),
        moved.focalWarning(prepared));
    assertEquals(Optional.empty(), processor.grid(112, 84).focalWarning(prepared));
  }

  @Test
  void anImageThatDoesNotFitIsRefusedByItself() throws IOException {
    ImageProcessor processor = ImageProcessor.open(GOLDEN.resolve("tiny-qwen"), QWEN);
    ImageUnfit longish = assertThrows(ImageUnfit.class, () -> processor.grid(3000, 14));
    assertTrue(longish.getMessage().contains("3000 x 14"), longish.getMessage());
    Files.writeString(folder.resolve("preprocessor_config.json"), "{\"do_resize\": false}");
    ImageProcessor keeps = ImageProcessor.open(folder, QWEN);
    ImageUnfit odd = assertThrows(ImageUnfit.class, () -> keeps.grid(84, 57));
    assertTrue(odd.getMessage().contains("whole 28 px tokens"), odd.getMessage());
    assertFalse(keeps.grid(84, 56).resizes());
  }

  @Test
  void settingsThatCannotBeHonouredAreErrors() throws IOException {
    assertFault(Fault.FILE_MISSING, null);
    assertFault(Fault.ARCHITECTURE_UNSUPPORTED, "{\"resample\": 2}");
    assertFault(Fault.ARCHITECTURE_UNSUPPORTED, "{\"do_center_crop\": true}");
    assertFault(Fault.CONFIG_INVALID, "{\"patch_size\": 16}");
    assertFault(Fault.CONFIG_INVALID, "{\"do_resize\": 1}");
    assertFault(Fault.CONFIG_INVALID, "{\"image_std\": [1, 0, 1]}");
    assertFault(Fault.CONFIG_INVALID, "{\"image_mean\": [0.5]}");
    assertFault(Fault.CONFIG_INVALID, "{\"image_mean\": [0.5, 0.5]}");
  }

  @Test
  void oneNumberCountsForEveryChannelAListOfOneDoesNot() throws IOException {
    Files.writeString(
        folder.resolve("preprocessor_config.json"), "{\"image_mean\": 0.5, \"image_std\": 0.25}");
    assertEquals(List.of(0.5, 0.5, 0.5), ImageProcessor.open(folder, QWEN).values().mean());
    assertEquals(List.of(0.25, 0.25, 0.25), ImageProcessor.open(folder, QWEN).values().std());
  }

  private void assertFault(Fault fault, String json) throws IOException {
    if (json != null) {
      Files.writeString(folder.resolve("preprocessor_config.json"), json);
    }
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> ImageProcessor.open(folder, QWEN));
    assertEquals(fault, e.fault(), e.getMessage());
  }

  static RgbImage picture(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    int i = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          rgb[i++] = (byte) ((x * x * 3 + y * y * 5 + x * y * 7 + c * 1361) >> 4);
        }
      }
    }
    return new RgbImage(width, height, rgb);
  }

  private static Marks marks(RgbImage image) {
    int n = Math.min(5, image.widthPx() - image.widthPx() / 3);
    int[] x = new int[n];
    int[] y = new int[n];
    int[] red = new int[n];
    Arrays.setAll(x, i -> image.widthPx() / 3 + i);
    Arrays.fill(y, image.heightPx() / 2);
    Arrays.fill(red, 0xff0000);
    return new Marks(x, y, red);
  }

  private static String digest(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return Ids.sha256Hex(bytes.array());
  }
}
