package io.depthlm.common.vlm.train;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.Pose;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.task.GroundTruthPoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A training frame as bytes, for its way from the task that prepared it and for a local disk. No
 * format to keep: both ends are the same program.
 */
public final class FrameBytes {
  private static final int CAMERA_BYTES = 4 * Double.BYTES + 2 * Integer.BYTES;
  private static final int POSE_NUMBERS = 16;
  private static final int LABEL_BYTES = 2 * Integer.BYTES + 4 * Double.BYTES + 1;

  private FrameBytes() {}

  /** The frame's bytes. */
  public static byte[] of(TrainingFrame frame) {
    byte[] id = frame.frameId().getBytes(StandardCharsets.UTF_8);
    byte[] next =
        frame.nextFrameId() == null ? null : frame.nextFrameId().getBytes(StandardCharsets.UTF_8);
    double[] pose = frame.pose() == null ? new double[0] : frame.pose().cameraToWorld();
    byte[] rgb = frame.frame().image().rgb();
    ByteBuffer out =
        ByteBuffer.allocate(
            Math.addExact(
                3 * Integer.BYTES
                    + 1
                    + id.length
                    + (next == null ? 0 : next.length)
                    + pose.length * Double.BYTES
                    + 2 * CAMERA_BYTES
                    + rgb.length,
                Math.multiplyExact(frame.labels().size(), LABEL_BYTES)));
    out.putInt(id.length).put(id);
    out.putInt(next == null ? -1 : next.length).put(next == null ? new byte[0] : next);
    out.put((byte) (frame.pose() == null ? 0 : 1));
    for (double number : pose) {
      out.putDouble(number);
    }
    put(out, frame.camera());
    put(out, frame.frame().camera());
    out.putInt(frame.labels().size());
    for (TrainingFrame.Label label : frame.labels()) {
      GroundTruthPoint point = label.point();
      out.putInt(label.xPx()).putInt(label.yPx());
      out.putDouble(point.xPx()).putDouble(point.yPx());
      out.putDouble(point.zM()).putDouble(point.radialM());
      out.put((byte) point.labelKind().ordinal());
    }
    return out.put(rgb).array();
  }

  private static void put(ByteBuffer out, Intrinsics camera) {
    out.putDouble(camera.fxPx()).putDouble(camera.fyPx());
    out.putDouble(camera.cxPx()).putDouble(camera.cyPx());
    out.putInt(camera.widthPx()).putInt(camera.heightPx());
  }

  private static Intrinsics camera(ByteBuffer in) {
    return new Intrinsics(
        in.getDouble(), in.getDouble(), in.getDouble(), in.getDouble(), in.getInt(), in.getInt());
  }

  private static String text(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0) {
      return null;
    }
    byte[] text = new byte[length];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static Pose pose(ByteBuffer in) {
    if (in.get() == 0) {
      return null;
    }
    double[] numbers = new double[POSE_NUMBERS];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = in.getDouble();
    }
    return new Pose(numbers);
  }

  /** The frame of such bytes. */
  public static TrainingFrame read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    String id = text(in);
    String next = text(in);
    Pose pose = pose(in);
    Intrinsics source = camera(in);
    Intrinsics camera = camera(in);
    int count = in.getInt();
    List<TrainingFrame.Label> labels = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int x = in.getInt();
      int y = in.getInt();
      double pointX = in.getDouble();
      double pointY = in.getDouble();
      double zM = in.getDouble();
      double radialM = in.getDouble();
      LabelKind kind = LabelKind.values()[in.get()];
      labels.add(
          new TrainingFrame.Label(x, y, new GroundTruthPoint(pointX, pointY, kind, zM, radialM)));
    }
    byte[] rgb = new byte[in.remaining()];
    in.get(rgb);
    RgbImage image = new RgbImage(camera.widthPx(), camera.heightPx(), rgb);
    return new TrainingFrame(id, new PreparedFrame(image, camera), source, pose, next, labels);
  }
}
