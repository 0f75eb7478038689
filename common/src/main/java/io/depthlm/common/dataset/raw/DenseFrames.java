package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetFrame;
import io.depthlm.common.dataset.DepthEncoding;
import io.depthlm.common.dataset.DepthFile;
import io.depthlm.common.dataset.FrameImage;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.RigidTransform;
import io.depthlm.common.imaging.ImageLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * What readers of dense depth share: a picture, a map of the same view, one frame.
 *
 * @param options what to read
 */
record DenseFrames(ReaderOptions options) {
  /** A frame whose labels are not taken yet. */
  record Draft(
      String frameId,
      FrameImage image,
      Intrinsics camera,
      RigidTransform cameraToWorld,
      String scene,
      String split) {
    Draft(String imagePath, Intrinsics camera, String scene, String split) {
      this(imagePath, new FrameImage.InFile(imagePath), camera, null, scene, split);
    }

    Draft withPose(RigidTransform pose) {
      return new Draft(frameId, image, camera, pose, scene, split);
    }
  }

  /** Reads one frame or says what it costs. */
  interface Work {
    UnitResult frame() throws IOException;
  }

  /** One frame; a fault of it is a reject that names it. */
  static Iterator<UnitResult> one(String frameId, Work work) {
    try {
      return List.of(work.frame()).iterator();
    } catch (IOException e) {
      return List.<UnitResult>of(UnitFault.reject(frameId, e)).iterator();
    }
  }

  DatasetFrame frame(Draft draft, DenseDepth map, LabelKind kind, DepthFile file) throws UnitFault {
    Checks.usable(draft.frameId(), draft.camera());
    return new DatasetFrame(
        draft.frameId(),
        draft.image(),
        draft.camera(),
        draft.cameraToWorld() == null ? null : draft.cameraToWorld().toPose(),
        draft.scene(),
        draft.split(),
        new FrameSampler(options).dense(draft.frameId(), map, draft.camera(), kind),
        file);
  }

  static Png16 png(DatasetFiles files, String path) throws IOException {
    return Png16.decode(path, files.read(path, ImageLimits.DEFAULT.maxBytes()));
  }

  static DepthFile pngFile(String path, Png16 png, double scaleM) {
    return new DepthFile(
        path, null, DepthEncoding.PNG16, scaleM, LabelKind.Z, png.widthPx(), png.heightPx());
  }

  /**
   * The numbers of a text file, however they are separated.
   *
   * @throws UnitFault if there are fewer than {@code atLeast}
   */
  static double[] numbers(DatasetFiles files, String path, int atLeast) throws IOException {
    String text = new String(files.read(path, 1 << 20), StandardCharsets.UTF_8);
    return numbers(path, text, atLeast);
  }

  static double[] numbers(String where, String text, int atLeast) throws UnitFault {
    try {
      double[] all =
          Arrays.stream(text.strip().split("[\\s,;\\[\\]]+"))
              .filter(word -> !word.isEmpty())
              .mapToDouble(Double::parseDouble)
              .toArray();
      if (all.length >= atLeast) {
        return all;
      }
      throw new UnitFault(
          RejectReason.BAD_CALIBRATION,
          "%s has %d numbers, %d are wanted".formatted(where, all.length, atLeast));
    } catch (NumberFormatException e) {
      throw new UnitFault(
          RejectReason.BAD_CALIBRATION, where + " has something else than numbers", e);
    }
  }
}
