package io.depthlm.jobs.ingest;

import io.depthlm.common.dataset.BadLine;
import io.depthlm.common.dataset.BlankLine;
import io.depthlm.common.dataset.CuratedFrame;
import io.depthlm.common.dataset.LineFormat;
import io.depthlm.common.dataset.LineResult;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.imaging.ImageRejected;
import io.depthlm.jobs.ingest.StagedFrame.Point;
import io.depthlm.jobs.ingest.StagedFrame.Reject;
import io.depthlm.jobs.spark.Files;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Turns one line of the curated form into a frame with points, or into rejects. No Spark. */
final class FrameChecker {
  private final LineFormat format;
  private final LabelKind labelKind;

  FrameChecker(LineFormat format, LabelKind labelKind) {
    this.format = format;
    this.labelKind = labelKind;
  }

  /** Empty for a blank line. Never throws on what the line or the image contains. */
  Optional<StagedFrame> check(String line, ImageSource images) {
    LineResult result = format.read(line);
    if (result instanceof BlankLine) {
      return Optional.empty();
    }
    if (result instanceof BadLine bad) {
      return Optional.of(
          StagedFrame.rejected(null, new Reject("", -1, 0, bad.reason().key(), bad.detail())));
    }
    return Optional.of(frame((CuratedFrame) result, images));
  }

  private StagedFrame frame(CuratedFrame found, ImageSource images) {
    String id = found.imagePath();
    Intrinsics camera = found.intrinsics().repaired();
    ImageSource.Found image;
    try {
      image = images.read(id);
      if (image.widthPx() != camera.widthPx() || image.heightPx() != camera.heightPx()) {
        return lost(
            found,
            "size_disagrees",
            "the image has %d x %d pixels, its intrinsics say %d x %d"
                .formatted(image.widthPx(), image.heightPx(), camera.widthPx(), camera.heightPx()));
      }
    } catch (ImageRejected e) {
      return lost(found, e.reason(), e.getMessage());
    } catch (FileNotFoundException e) {
      return lost(found, "image_missing", "no file " + id);
    } catch (ImageSource.OutsideRootException e) {
      return lost(found, "path_outside_root", e.getMessage());
    } catch (ImageSource.UnusableException e) {
      return lost(found, e.reason(), e.getMessage());
    } catch (Files.FileTooLargeException e) {
      return lost(found, "image_too_large", e.getMessage());
    } catch (IOException e) {
      return lost(found, "image_unreadable", String.valueOf(e.getMessage()));
    }
    return new StagedFrame(
        id,
        new StagedFrame.Image(image.sha256(), image.place()),
        camera,
        found.cameraToWorld(),
        found.sceneId(),
        found.points().stream().map(p -> point(p, camera)).toList(),
        found.rejects().stream()
            .map(r -> new Reject(id, r.pointId(), 1, r.reason().key(), r.detail()))
            .toList());
  }

  private Point point(io.depthlm.common.dataset.LabelledPoint p, Intrinsics camera) {
    return new Point(
        p.pointId(),
        p.xPx(),
        p.yPx(),
        camera.convert(p.depthM(), labelKind, LabelKind.Z, p.xPx(), p.yPx()),
        camera.convert(p.depthM(), labelKind, LabelKind.RADIAL, p.xPx(), p.yPx()),
        p.region());
  }

  /** The whole frame is lost; its points that were already bad keep their own reasons. */
  private static StagedFrame lost(CuratedFrame found, String reason, String detail) {
    String id = found.imagePath();
    List<Reject> rejects = new java.util.ArrayList<>();
    rejects.add(new Reject(id, -1, found.points().size(), reason, detail));
    found
        .rejects()
        .forEach(r -> rejects.add(new Reject(id, r.pointId(), 1, r.reason().key(), r.detail())));
    return new StagedFrame(id, null, null, null, null, List.of(), rejects);
  }
}
