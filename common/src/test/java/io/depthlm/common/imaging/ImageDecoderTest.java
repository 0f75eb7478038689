package io.depthlm.common.imaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ImageDecoderTest {
  /** Rejects that show in the pixel data only. */
  private static final List<String> FAULTY_PIXELS =
      List.of(
          "palette_short.png",
          "palette_missing.png",
          "cut_in_pixels.png",
          "bad_checksum.png",
          "rows_missing.png",
          "cut_in_pixels.jpg",
          "no_pixels.jpg");

  @Test
  void everyKindOfFileAgreesWithPillowOrIsRefused() throws Exception {
    List<Executable> checks = new ArrayList<>();
    for (JsonNode row : zoo()) {
      String name = row.required("file").asText();
      byte[] file = Golden.bytes("zoo/" + name);
      checks.add(
          row.has("reject")
              ? () -> {
                ImageRejected e =
                    assertThrows(
                        ImageRejected.class,
                        () -> ImageDecoder.decode(file, ImageLimits.DEFAULT),
                        name);
                assertEquals(row.required("reject").asText(), e.reason(), name + ": " + e);
                assertEquals(1, e.detail().lines().count(), name);
              }
              : () -> {
                RgbImage image = ImageDecoder.decode(file, ImageLimits.DEFAULT);
                assertEquals(row.required("width").asInt(), image.widthPx(), name);
                assertEquals(row.required("height").asInt(), image.heightPx(), name);
                assertEquals(row.required("sha256").asText(), Golden.sha256(image), name);
              });
    }
    assertTrue(checks.size() >= 75, "files: " + checks.size());
    org.junit.jupiter.api.Assertions.assertAll(checks);
  }

  @Test
  void theHeaderAloneDecidesAllButBrokenPixels() throws Exception {
    for (JsonNode row : zoo()) {
      String name = row.required("file").asText();
      byte[] file = Golden.bytes("zoo/" + name);
      if (row.has("reject") && !FAULTY_PIXELS.contains(name)) {
        ImageRejected e =
            assertThrows(
                ImageRejected.class, () -> ImageHeader.read(file, ImageLimits.DEFAULT), name);
        assertEquals(row.required("reject").asText(), e.reason(), name);
      } else {
        ByteArrayInputStream in = new ByteArrayInputStream(file);
        ImageHeader header = ImageHeader.read(in, ImageLimits.DEFAULT);
        if (!row.has("reject")) {
          assertEquals(row.required("width").asInt(), header.widthPx(), name);
          assertEquals(row.required("height").asInt(), header.heightPx(), name);
        }
        assertEquals(name.endsWith("png") ? ImageFormat.PNG : ImageFormat.JPEG, header.format());
      }
    }
  }

  @Test
  void limitsHoldBeforeAnythingIsAllocated() throws Exception {
    byte[] file = Golden.bytes("zoo/rgb8.png");
    assertEquals(
        "image_too_large",
        assertThrows(
                ImageRejected.class,
                () -> ImageDecoder.decode(file, new ImageLimits(file.length - 1, 1000, 1000)))
            .reason());
    assertEquals(
        "23 x 17 pixels, at most 390 pixels and 1000 a side are decoded",
        assertThrows(
                ImageRejected.class,
                () -> ImageDecoder.decode(file, new ImageLimits(file.length, 390, 1000)))
            .detail());
    assertThrows(
        ImageRejected.class,
        () -> ImageDecoder.decode(file, new ImageLimits(file.length, 391, 22)));
    assertEquals(23, ImageDecoder.decode(file, new ImageLimits(file.length, 391, 23)).widthPx());
  }

  @Test
  void aFileTooSmallForItsPixelsIsRefusedUnread() throws Exception {
    byte[] file = Golden.bytes("zoo/rgb8.png");
    byte[] promise = file.clone();
    promise[18] = 0x10; // 4,119 columns
    promise[22] = 0x10; // 4,113 rows
    assertEquals(
        "%d bytes cannot hold 4119 x 4113 pixels".formatted(file.length),
        assertThrows(ImageRejected.class, () -> ImageDecoder.decode(promise, ImageLimits.DEFAULT))
            .detail());
  }

  @Test
  void aProgressiveFileOfCountlessScansIsRefused() throws Exception {
    byte[] file = Golden.bytes("zoo/progressive.jpg");
    byte[] scans = new byte[file.length + 2 * 101];
    System.arraycopy(file, 0, scans, 0, file.length);
    for (int i = file.length; i < scans.length; i += 2) {
      scans[i] = (byte) 0xff;
      scans[i + 1] = (byte) 0xda;
    }
    assertEquals(
        "a progressive JPEG of more than 100 scans",
        assertThrows(ImageRejected.class, () -> ImageDecoder.decode(scans, ImageLimits.DEFAULT))
            .detail());
  }

  /** Whatever is done to a file, the outcome is an image or an {@link ImageRejected}. */
  @Test
  void damageNeverEscapesAsAnotherException() throws Exception {
    Random random = new Random(5);
    ImageLimits limits = new ImageLimits(1 << 20, 100_000, 2_000);
    int rejected = 0;
    for (JsonNode row : zoo()) {
      byte[] file = Golden.bytes("zoo/" + row.required("file").asText());
      for (int i = 0; i < 60 && file.length > 0; i++) {
        byte[] damaged =
            i % 3 == 0 ? Arrays.copyOf(file, random.nextInt(file.length)) : file.clone();
        for (int flips = i % 3 * 2; flips > 0; flips--) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        try {
          ImageHeader.read(damaged, limits);
          ImageDecoder.decode(damaged, limits);
        } catch (ImageRejected e) {
          rejected++;
        }
      }
    }
    assertTrue(rejected > 1000, "rejected: " + rejected);
  }

  @Test
  void manyThreadsDecodeAtOnce() throws Exception {
    byte[] png = Golden.bytes("zoo/rgba16_interlaced.png");
    byte[] jpeg = Golden.bytes("zoo/sampling2.jpg");
    byte[] pngRgb = ImageDecoder.decode(png, ImageLimits.DEFAULT).rgb();
    byte[] jpegRgb = ImageDecoder.decode(jpeg, ImageLimits.DEFAULT).rgb();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      Callable<Void> work =
          () -> {
            for (int i = 0; i < 50; i++) {
              assertArrayEquals(pngRgb, ImageDecoder.decode(png, ImageLimits.DEFAULT).rgb());
              assertArrayEquals(jpegRgb, ImageDecoder.decode(jpeg, ImageLimits.DEFAULT).rgb());
            }
            return null;
          };
      for (Future<Void> done : pool.invokeAll(List.of(work, work, work, work))) {
        done.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static JsonNode zoo() throws Exception {
    return Golden.json("zoo.json").required("files");
  }
}
