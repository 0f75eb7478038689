package io.depthlm.common.dense.file;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.depthlm.common.dense.DepthMap;
import io.depthlm.common.dense.DepthMap.Window;
import io.depthlm.common.dense.Planes;
import io.depthlm.common.dense.file.FileOutput.Layout;
import io.depthlm.common.engine.EngineException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a network's outputs as a map.
 *
 * @param file for messages
 */
record FileMap(Path file, FileOutput output) {
  private static final String SCALE = "metric_scale";

  /**
   * The map that outputs hold.
   *
   * @throws EngineException {@link FileNet#CODE} if the entry does not fit them
   */
  DepthMap of(NDList results, Planes picture) {
    NDArray array = find(results, output.name());
    if (array.getDataType() != DataType.FLOAT32) {
      throw wrong(
          "the output %s is of %s".formatted(shown(array), array.getDataType()),
          "export the network with outputs of float32");
    }
    long[] shape = array.getShape().getShape();
    Grid grid = grid(shape);
    if (grid == null || grid.width * picture.heightPx() != grid.height * picture.widthPx()) {
      throw wrong(
          "the output %s has the shape %s, which is no %s of a picture of %d x %d"
              .formatted(
                  shown(array),
                  Arrays.toString(shape),
                  output.layout() == Layout.MAP ? "map" : "map of points",
                  picture.widthPx(),
                  picture.heightPx()),
          "correct output.name and output.layout; outputs are %s".formatted(names(results)));
    }
    int width = (int) grid.width;
    int height = (int) grid.height;
    double scale = grid.width / (double) picture.widthPx();
    Window of = picture.window();
    Window window =
        new Window(of.left() * scale, of.top() * scale, of.width() * scale, of.height() * scale);
    float[] values = values(array.toFloatArray(), width, height);
    if (output.layout() == Layout.AFFINE_POINTS) {
      float[] factor = find(results, SCALE).toFloatArray();
      values = AffinePoints.depths(array.toFloatArray(), width, height, picture, factor[0]);
    }
    return new DepthMap(finished(values, picture), width, height, window, output.sampling());
  }

  /** A map's size. */
  private record Grid(long width, long height) {}

  private Grid grid(long[] shape) {
    int n = shape.length;
    long[] leading;
    Grid grid;
    switch (output.layout()) {
      case MAP -> {
        if (n < 2) {
          return null;
        }
        leading = Arrays.copyOf(shape, n - 2);
        grid = new Grid(shape[n - 1], shape[n - 2]);
      }
      case POINTS_FIRST -> {
        if (n < 3 || shape[n - 3] != 3) {
          return null;
        }
        leading = Arrays.copyOf(shape, n - 3);
        grid = new Grid(shape[n - 1], shape[n - 2]);
      }
      default -> {
        if (n < 3 || shape[n - 1] != 3) {
          return null;
        }
        leading = Arrays.copyOf(shape, n - 3);
        grid = new Grid(shape[n - 2], shape[n - 3]);
      }
    }
    return Arrays.stream(leading).allMatch(size -> size == 1) ? grid : null;
  }

  private float[] values(float[] all, int width, int height) {
    int points = width * height;
    float[] values = new float[points];
    for (int i = 0; i < points; i++) {
      values[i] =
          switch (output.layout()) {
            case MAP -> all[i];
            case POINTS_FIRST -> all[2 * points + i];
            case POINTS_LAST, AFFINE_POINTS -> all[3 * i + 2];
          };
    }
    return values;
  }

  private float[] finished(float[] values, Planes picture) {
    double factor = 1;
    if (output.canonicalFocalPx() != null) {
      factor = focalPx(picture) / output.canonicalFocalPx();
    }
    List<Double> clamp = output.clamp();
    for (int i = 0; i < values.length; i++) {
      double value = values[i] * factor;
      if (!clamp.isEmpty()) {
        value = Math.max(clamp.get(0), Math.min(clamp.get(1), value));
      }
      values[i] = (float) value;
    }
    return values;
  }

  /** The focal length, along x, of the picture as the network reads it. */
  static double focalPx(Planes picture) {
    return picture.camera().fxPx() * picture.window().width() / picture.camera().widthPx();
  }

  private NDArray find(NDList results, String name) {
    NDArray found = FileNet.named(results, name);
    if (found == null) {
      throw wrong(
          "there is no output %s".formatted(name), "choose one of %s".formatted(names(results)));
    }
    return found;
  }

  private static List<String> names(NDList results) {
    return results.stream().map(FileMap::shown).toList();
  }

  private static String shown(NDArray array) {
    return array.getName() == null ? "without a name" : array.getName();
  }

  private EngineException wrong(String what, String remedy) {
    return new EngineException(FileNet.CODE, "%s: %s\n  %s".formatted(file, what, remedy), null);
  }
}
