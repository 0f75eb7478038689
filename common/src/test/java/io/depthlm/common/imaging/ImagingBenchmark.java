package io.depthlm.common.imaging;

import io.depthlm.common.geometry.Intrinsics;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Milliseconds per frame of decode, resize and paint on one thread.
 *
 * <pre>java -cp … io.depthlm.common.imaging.ImagingBenchmark [FOLDER_OF_640x480_IMAGES]</pre>
 */
public final class ImagingBenchmark {
  private static final int ROUNDS = 8;

  private ImagingBenchmark() {}

  /** Runs all measurements; the last rounds count, the first warm up. */
  public static void main(String[] args) throws Exception {
    List<byte[]> files = args.length > 0 ? read(Path.of(args[0])) : made();
    List<RgbImage> images = new ArrayList<>();
    for (byte[] file : files) {
      images.add(ImageDecoder.decode(file, ImageLimits.DEFAULT));
    }
    measure("decode", files, file -> ImageDecoder.decode(file, ImageLimits.DEFAULT).rgb()[7]);
    measure("decode with the JDK's ImageIO", files, ImagingBenchmark::imageIo);
    List<byte[]> jpegs = new ArrayList<>();
    for (byte[] file : files) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ImageIO.write(ImageIO.read(new ByteArrayImageInput(file)), "jpeg", out);
      jpegs.add(out.toByteArray());
    }
    measure("decode JPEG", jpegs, file -> ImageDecoder.decode(file, ImageLimits.DEFAULT).rgb()[7]);
    measure("decode JPEG with the JDK's ImageIO", jpegs, ImagingBenchmark::imageIo);
    for (int focal : new int[] {750, 1000, 300}) {
      Intrinsics camera = new Intrinsics(559.62, 558.14, 361.87, 241.99, 640, 480);
      FocalSetting setting = FocalSetting.official(focal);
      FocalPlan plan = FocalPlan.of(camera, setting);
      String to = "%d x %d".formatted(plan.prepared().widthPx(), plan.prepared().heightPx());
      measure("resize to " + to, images, i -> FramePreparer.prepare(i, plan).image().rgb()[7]);
    }
    measure(
        "weights of 640 x 480 to 858 x 643",
        images,
        i -> BicubicWeights.of(640, 858).taps() + BicubicWeights.of(480, 643).taps());
    Marker arrow = Markers.named(Markers.OFFICIAL);
    measure("marks of a point", images, i -> arrow.paint(30, 20).size());
    Intrinsics camera = new Intrinsics(500, 500, 320, 240, 640, 480);
    measure(
        "whole painted copy of 640 x 480",
        images,
        i -> new MarkedFrame(new PreparedFrame(i, camera), arrow.paint(30, 20)).painted()[7]);
  }

  private interface Work<T> {
    int run(T item) throws IOException;
  }

  private static <T> void measure(String what, List<T> items, Work<T> work) throws IOException {
    double best = Double.MAX_VALUE;
    int sink = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (T item : items) {
        sink += work.run(item);
      }
      best = Math.min(best, (System.nanoTime() - start) / 1e6 / items.size());
    }
    System.out.printf(Locale.ROOT, "%-40s %8.4f ms (%d)%n", what, best, sink & 1);
  }

  private static int imageIo(byte[] file) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayImageInput(file));
    return image.getWidth();
  }

  private static List<byte[]> read(Path folder) throws IOException {
    List<byte[]> files = new ArrayList<>();
    try (Stream<Path> paths = Files.list(folder)) {
      for (Path path : paths.sorted(Comparator.naturalOrder()).limit(50).toList()) {
        if (path.toString().endsWith(".png") || path.toString().endsWith(".jpg")) {
          files.add(Files.readAllBytes(path));
        }
      }
    }
    return files;
  }

  private static List<byte[]> made() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (int seed = 0; seed < 30; seed++) {
      RgbImage picture = TestPictures.scene(seed, 640, 480);
      BufferedImage image = new BufferedImage(640, 480, BufferedImage.TYPE_3BYTE_BGR);
      for (int i = 0; i < 640 * 480; i++) {
        byte[] p = picture.rgb();
        image.setRGB(
            i % 640,
            i / 640,
            (p[3 * i] & 0xff) << 16 | (p[3 * i + 1] & 0xff) << 8 | p[3 * i + 2] & 0xff);
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ImageIO.write(image, "png", out);
      files.add(out.toByteArray());
    }
    return files;
  }
}
