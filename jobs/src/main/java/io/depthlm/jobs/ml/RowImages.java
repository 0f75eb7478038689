package io.depthlm.jobs.ml;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Answer.Retry;
import io.depthlm.common.engine.frames.FrameWork;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.ImageRejected;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.HadoopSettings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/** Rows by their images: consecutive ones of one image and camera share its decoding. */
record RowImages(PredictorColumns columns, HadoopSettings hadoop, ImageLimits limits) {
  /** Rows of one image that wait together; more of it is decoded again. */
  private static final int MOST_ROWS = 4096;

  private static final Intrinsics NO_CAMERA = new Intrinsics(0, 0, 0, 0, 0, 0);

  /** The rows in their order, cut where image or camera changes. */
  Iterator<List<Row>> groups(Iterator<Row> rows) {
    return new Iterator<>() {
      private Row next = rows.hasNext() ? rows.next() : null;

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public List<Row> next() {
        List<Row> group = new ArrayList<>();
        Row first = next;
        do {
          group.add(next);
          next = rows.hasNext() ? rows.next() : null;
        } while (next != null && group.size() < MOST_ROWS && together(first, next));
        return group;
      }
    };
  }

  private boolean together(Row a, Row b) {
    double[] first = columns.numbers(a);
    double[] second = columns.numbers(b);
    return first != null
        && second != null
        && Arrays.equals(first, 0, 4, second, 0, 4)
        && Objects.deepEquals(columns.image(a), columns.image(b));
  }

  /**
   * A group with its image.
   *
   * @param frame of no use where there is a failure
   * @param failure why none of its rows can be asked, or null
   */
  record Loaded(List<Row> rows, FrameWork.Frame frame, Answer.Failed failure) {}

  /** Reads a group's image and its header; never throws on what they hold. */
  Loaded load(List<Row> rows) {
    Object image = columns.image(rows.get(0));
    double[] n = columns.numbers(rows.get(0)); // the first four are the camera's
    if (image == null || n == null) {
      return failed(rows, "input_null", Retry.NEVER, "image, camera or pixel is null");
    }
    try {
      return new Loaded(rows, FrameWork.Frame.of(bytes(image), n, limits), null);
    } catch (ImageRejected e) {
      return failed(rows, e.reason(), Retry.NEVER, e.detail());
    } catch (FileNotFoundException e) {
      return failed(rows, "image_missing", Retry.LATER, e.getMessage());
    } catch (IOException | RuntimeException e) {
      return failed(rows, "image_unreadable", Retry.LATER, e.toString());
    }
  }

  private byte[] bytes(Object image) throws IOException {
    if (image instanceof byte[] file) {
      return file;
    }
    return image instanceof Row struct ? SparkImage.png(struct, limits) : read((String) image);
  }

  private byte[] read(String uri) throws IOException {
    Configuration settings = hadoop.configuration();
    return Files.read(settings, Files.qualified(settings, uri), limits.maxBytes());
  }

  private static Loaded failed(List<Row> rows, String code, Retry retry, String detail) {
    FrameWork.Frame none =
        new FrameWork.Frame(
            "none",
            NO_CAMERA,
            null,
            () -> {
              throw new FileNotFoundException();
            });
    return new Loaded(rows, none, new Answer.Failed(code, retry, detail));
  }
}
