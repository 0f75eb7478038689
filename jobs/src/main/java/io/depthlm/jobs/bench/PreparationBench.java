package io.depthlm.jobs.bench;

import io.depthlm.common.engine.Asking;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.FocalPlan;
import io.depthlm.common.imaging.FramePreparer;
import io.depthlm.common.imaging.ImageDecoder;
import io.depthlm.common.imaging.Marker;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.task.PromptValues;
import io.depthlm.common.vlm.image.ImageProcessor;
import io.depthlm.common.vlm.image.PatchedFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Times the preparation of questions on one thread, by number of points per image.
 *
 * @param processor cuts frames into patches; null where there is no model
 */
record PreparationBench(
    Asking asking, Intrinsics camera, byte[] file, ImageProcessor processor, int repeats) {
  private static final List<Integer> POINTS = List.of(1, 10, 100);

  /** Turns that warm up the compiler. */
  private static final int WARM_UP = 5;

  List<BenchResult.Preparation> run() {
    List<BenchResult.Preparation> all = new ArrayList<>();
    for (int points : POINTS) {
      double[][] ms = new double[5][repeats];
      for (int turn = -WARM_UP; turn < repeats; turn++) {
        double[] once = once(points);
        for (int part = 0; turn >= 0 && part < once.length; part++) {
          ms[part][turn] = once[part] / points;
        }
      }
      all.add(
          new BenchResult.Preparation(
              points,
              Spread.of(ms[0]),
              Spread.of(ms[1]),
              processor == null ? null : Spread.of(ms[2]),
              Spread.of(ms[3]),
              Spread.of(ms[4])));
    }
    return all;
  }

  /** Milliseconds of decoding, resizing, patches, questions, and all of it, for one image. */
  private double[] once(int points) {
    Random random = new Random(points);
    long start = System.nanoTime();
    RgbImage image = ImageDecoder.decode(file, asking.limits());
    long decoded = System.nanoTime();
    FocalPlan plan = asking.plan(camera);
    PreparedFrame frame = FramePreparer.prepare(image, plan);
    long resized = System.nanoTime();
    PatchedFrame patched = processor == null ? null : processor.patch(frame.image());
    long cut = System.nanoTime();
    Marker marker = Markers.named(asking.markerName());
    int used = 0;
    for (int i = 0; i < points; i++) {
      int x = plan.mapX(20 + random.nextInt(camera.widthPx() - 40));
      int y = plan.mapY(20 + random.nextInt(camera.heightPx() - 40));
      Marks marks = marker.paint(x, y);
      String words =
          asking
              .prompt()
              .render(
                  asking.task(),
                  new PromptValues(
                      marker.words(),
                      List.of(x),
                      List.of(y),
                      plan.prepared().widthPx(),
                      plan.prepared().heightPx()));
      used += words.length();
      used += patched == null ? marks.size() : patched.marked(marks).changes().length;
    }
    long end = System.nanoTime();
    if (used == 0) {
      throw new IllegalStateException("nothing was prepared");
    }
    return new double[] {
      (decoded - start) / 1e6,
      (resized - decoded) / 1e6,
      (cut - resized) / 1e6,
      (end - cut) / 1e6,
      (end - start) / 1e6
    };
  }
}
