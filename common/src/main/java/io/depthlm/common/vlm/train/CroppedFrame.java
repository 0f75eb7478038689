package io.depthlm.common.vlm.train;

import io.depthlm.common.imaging.Crop;
import io.depthlm.common.imaging.Marker;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.imaging.PreparedFrame;

/**
 * What an example shows of a frame.
 *
 * @param crop within the resized picture
 */
public record CroppedFrame(TrainingFrame frame, Crop crop) {
  /** The whole frame, as prediction shows it. */
  public static CroppedFrame whole(TrainingFrame frame) {
    return new CroppedFrame(
        frame, new Crop(0, 0, frame.frame().image().widthPx(), frame.frame().image().heightPx()));
  }

  /** The pixels and their camera. */
  PreparedFrame picture() {
    return crop.of(frame.frame());
  }

  /** Where a label of the frame is in the crop. */
  Marks.Spot at(int label) {
    TrainingFrame.Label of = frame.labels().get(label);
    return new Marks.Spot(of.xPx() - crop.leftPx(), of.yPx() - crop.topPx());
  }

  /** Whether the crop keeps a label so that a marker can point at it. */
  boolean keeps(int label, Marker marker) {
    TrainingFrame.Label of = frame.labels().get(label);
    Marks.Spot at = at(label);
    return crop.contains(of.xPx(), of.yPx())
        && marker.canMark(at.xPx(), at.yPx(), crop.widthPx(), crop.heightPx());
  }
}
