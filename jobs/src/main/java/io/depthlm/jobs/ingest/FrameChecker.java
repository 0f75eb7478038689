package io.depthlm.jobs.ingest;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFrame;
import io.depthlm.common.dataset.FrameImage;
import io.depthlm.common.dataset.FrameLabels;
import io.depthlm.common.dataset.LabelledPoint;
import io.depthlm.common.dataset.UnitReject;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.ImageRejected;
import io.depthlm.jobs.ingest.StagedFrame.Point;
import io.depthlm.jobs.ingest.StagedFrame.Reject;
import io.depthlm.jobs.ingest.StagedFrame.Step;
import io.depthlm.jobs.spark.Files;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Turns what a reader found into a frame with points, or into rejects. No Spark. */
final class FrameChecker {
  private FrameChecker() {}

  /** One result of a unit. Never throws on what the image contains. */
  static StagedFrame check(UnitResult result, ImageSource images) {
    if (result instanceof UnitReject reject) {
      String id = reject.frameId() == null ? "" : reject.frameId();
      return StagedFrame.rejected(
          reject.frameId(), new Reject(id, -1, 0, reject.reason(), reject.detail()));
    }
    return frame((DatasetFrame) result, images);
  }

  private static StagedFrame frame(DatasetFrame found, ImageSource images) {
    Intrinsics camera = found.camera().repaired();
    ImageSource.Found image;
    byte[] kept = null;
    try {
      if (found.image() instanceof FrameImage.InMemory memory) {
        kept = memory.bytes();
        image = ImageSource.Found.of(kept, ImageLimits.DEFAULT, ImageSource.Place.IMAGES_TABLE);
      } else if (found.image() instanceof FrameImage.InContainer inside) {
        image =
            ImageSource.Found.of(inside.bytes(), ImageLimits.DEFAULT, images.inContainer(inside));
      } else {
        image = images.read(((FrameImage.InFile) found.image()).path());
      }
      if (image.widthPx() != camera.widthPx() || image.heightPx() != camera.heightPx()) {
        return lost(
            found,
            RejectReason.SIZE_DISAGREES,
            "the image has %d x %d pixels, its intrinsics say %d x %d"
                .formatted(image.widthPx(), image.heightPx(), camera.widthPx(), camera.heightPx()));
      }
    } catch (ImageRejected e) {
      return lost(found, e.kind(), e.detail());
    } catch (FileNotFoundException e) {
      return lost(found, RejectReason.IMAGE_MISSING, "no file " + path(found));
    } catch (ImageSource.OutsideRootException e) {
      return lost(found, RejectReason.PATH_OUTSIDE_ROOT, e.getMessage());
    } catch (ImageSource.UnusableException e) {
      return lost(found, e.reason(), e.getMessage());
    } catch (Files.FileTooLargeException e) {
      return lost(found, RejectReason.IMAGE_TOO_LARGE, e.getMessage());
    } catch (IOException e) {
      return lost(found, RejectReason.IMAGE_UNREADABLE, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // File systems and readers answer odd names and files with unchecked exceptions, too; they
      // cost this frame.
      return lost(found, RejectReason.IMAGE_UNREADABLE, e.toString());
    }
    FrameLabels labels = found.labels();
    return new StagedFrame(
        found.frameId(),
        new StagedFrame.Image(image.sha256(), image.place(), kept),
        camera,
        found.cameraToWorld(),
        found.sceneId(),
        found.split(),
        new StagedFrame.Labels(labels.kind(), labels.mode(), labels.masks()),
        found.depth(),
        labels.points().stream().map(p -> point(p, camera, labels.kind())).toList(),
        rejects(found));
  }

  private static String path(DatasetFrame found) {
    return found.image() instanceof FrameImage.InFile file ? file.path() : found.frameId();
  }

  private static Point point(LabelledPoint p, Intrinsics camera, LabelKind kind) {
    return new Point(
        p.pointId(),
        p.xPx(),
        p.yPx(),
        depth(p, camera, kind, LabelKind.Z),
        depth(p, camera, kind, LabelKind.RADIAL),
        p.region(),
        p.planeId(),
        p.masks(),
        p.step() == null ? null : step(p, camera, kind));
  }

  /** Both sides along the axis; they are as far from it as the point, but for the distance. */
  private static Step step(LabelledPoint p, Intrinsics camera, LabelKind kind) {
    double perDepth = depth(p, camera, kind, LabelKind.Z) / p.depthM();
    return new Step(p.step().nearM() * perDepth, p.step().farM() * perDepth);
  }

  private static double depth(
      LabelledPoint p, Intrinsics camera, LabelKind kind, LabelKind wanted) {
    return kind != wanted && p.otherM() != null
        ? p.otherM()
        : camera.convert(p.depthM(), kind, wanted, p.xPx(), p.yPx());
  }

  /** The whole frame is lost; its points that were already bad keep their own reasons. */
  private static StagedFrame lost(DatasetFrame found, RejectReason reason, String detail) {
    List<Reject> rejects = new ArrayList<>();
    rejects.add(new Reject(found.frameId(), -1, found.labels().points().size(), reason, detail));
    rejects.addAll(rejects(found));
    return StagedFrame.rejected(found.frameId(), rejects);
  }

  private static List<Reject> rejects(DatasetFrame found) {
    return found.labels().rejects().stream()
        .map(r -> new Reject(found.frameId(), r.pointId(), 1, r.reason(), r.detail()))
        .toList();
  }
}
