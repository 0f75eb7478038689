package io.depthlm.common.vlm.train;

import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.task.GroundTruthPoint;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.image.ImageProcessor;
import io.depthlm.common.vlm.text.PromptBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Frames in which every pixel's colour says where it is, and its label too. */
final class TrainFixtures {
  static final int WIDTH = 120;
  static final int HEIGHT = 90;

  private TrainFixtures() {}

  /** Pixel (x, y) is coloured (x, y, shade). */
  static RgbImage image(int shade) {
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int at = 3 * (y * WIDTH + x);
        rgb[at] = (byte) x;
        rgb[at + 1] = (byte) y;
        rgb[at + 2] = (byte) shade;
      }
    }
    return new RgbImage(WIDTH, HEIGHT, rgb);
  }

  static Intrinsics camera() {
    return new Intrinsics(100, 100, 55, 40, WIDTH, HEIGHT);
  }

  /** Depth x + y / 100 along the axis, and twice that as the distance. */
  static GroundTruthPoint point(int x, int y) {
    double z = x + y / 100.0;
    return new GroundTruthPoint(x, y, LabelKind.Z, z, 2 * z);
  }

  static ExampleRecipe recipe(CropRange crop) {
    TaskKind kind = TaskKind.AXIS_DISTANCE;
    return ExampleRecipe.of(
        asking(kind, "How far is the spot at the {marker}, in meters?", Markers.OFFICIAL), crop);
  }

  /** Questions about pictures of their own focal length. */
  static Asking asking(TaskKind kind, String words, String marker) {
    return new Asking(
        TaskSpec.of(kind),
        new PromptTemplate(words, kind),
        marker,
        FocalSetting.NATIVE,
        ImageLimits.DEFAULT);
  }

  static TrainingFrame frame(
      String id, int shade, List<GroundTruthPoint> points, ExampleRecipe how) {
    return TrainingFrame.prepare(id, image(shade), camera(), points, how);
  }

  /** Frames with a grid of labels, by number. */
  static MixedSamples.Frames frames(int count, ExampleRecipe how) {
    List<TrainingFrame> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<GroundTruthPoint> points = new ArrayList<>();
      for (int y = 2; y < HEIGHT; y += 17) {
        for (int x = 3 + i; x < WIDTH; x += 23) {
          points.add(point(x, y));
        }
      }
      frames.add(frame("frame" + i, i, points, how));
    }
    return of(frames);
  }

  static MixedSamples.Frames of(List<TrainingFrame> frames) {
    return new MixedSamples.Frames() {
      @Override
      public int count() {
        return frames.size();
      }

      @Override
      public TrainingFrame frame(int index) {
        return frames.get(index);
      }
    };
  }

  /** A tiny checkpoint's text and image side. */
  record Side(Checkpoint checkpoint, PromptBuilder prompts, ImageProcessor images)
      implements AutoCloseable {
    static Side of(String name) {
      Path folder = TrainGolden.FOLDER.resolve(name);
      Checkpoint checkpoint = Checkpoint.open(folder);
      return new Side(
          checkpoint,
          PromptBuilder.open(folder, checkpoint.config(), SystemPrompt.TEMPLATE),
          ImageProcessor.open(folder, checkpoint.config()));
    }

    SampleEncoder encoder(TrainConfig.Loss loss) {
      return new SampleEncoder(prompts, images, checkpoint.config(), loss);
    }

    @Override
    public void close() {
      prompts.close();
    }
  }
}
