package io.depthlm.common.dataset.raw;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.DatasetUnit;
import io.depthlm.common.dataset.DepthEncoding;
import io.depthlm.common.dataset.DepthFile;
import io.depthlm.common.dataset.LabelMode;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.imaging.ImageHeader;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.ImageRejected;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * ScanNet++, the iPhone's part: extracted frames {@code rgb/frame_N.jpg}, depth as {@code
 * depth/frame_N.png} in millimetres or as {@code depth.bin}, and each frame's own camera in {@code
 * pose_intrinsic_imu.json}. Labels are z. Official ones have one camera for all frames, and a
 * formula that is neither z nor radial; they are stored as radial, as that script means them.
 *
 * @param options what to read; {@code every} takes the frames whose number it divides
 * @param every of the option
 */
public record ScannetppReader(ReaderOptions options, int every) implements OneFrameReader {
  /** {@code --format scannetpp}. */
  public static final DatasetFormat FORMAT =
      new DatasetFormat(
          "scannetpp",
          Set.of(LabelMode.values()),
          Set.of("every"),
          options -> new ScannetppReader(options, every(options)));

  private static final double SCALE_M = 0.001;

  /** The size of a picture that cameras are given for. */
  private static final double CAMERA_WIDTH_PX = 1920;

  private static final double CAMERA_HEIGHT_PX = 1440;
  private static final double[] OFFICIAL_CAMERA = {1427.4375, 1427.4375, 959.5, 719.5};

  private static int every(ReaderOptions options) {
    String found = options.extra().getOrDefault("every", "10");
    if (!found.matches("[1-9]\\d{0,5}")) {
      throw new UserError("--option every=" + found, "expected a whole number from 1");
    }
    return Integer.parseInt(found);
  }

  @Override
  public List<String> parts(DatasetFiles files) throws IOException {
    String top = files.exists("data") ? "data" : "";
    List<String> scenes = new ArrayList<>();
    for (String scene : files.list(top).folders()) {
      scenes.add(InputFolders.join(top, scene));
    }
    return InputFolders.required(
        scenes,
        files,
        "folder SCENE/iphone",
        "--input takes the folder that has data, or the scenes' folders, in it");
  }

  @Override
  public Iterator<UnitListing> units(String scene, DatasetFiles files) throws IOException {
    String folder = scene + "/iphone";
    Json cameras = Json.read(files, folder + "/pose_intrinsic_imu.json");
    boolean pngs = files.exists(folder + "/depth");
    List<ScannetppDepthBin.Block> blocks =
        pngs ? List.of() : ScannetppDepthBin.blocks(files, folder + "/depth.bin");
    List<UnitListing> units = new ArrayList<>();
    for (String file : InputFolders.named(files, folder + "/rgb", ".jpg", ".png")) {
      String frame = InputFolders.stem(file);
      if (!frame.matches("frame_\\d{1,9}") || Integer.parseInt(frame.substring(6)) % every != 0) {
        continue;
      }
      String id = folder + "/rgb/" + file;
      try {
        ObjectNode detail = Json.MAPPER.createObjectNode();
        detail.put("scene", InputFolders.name(scene));
        detail.set("k", cameras.at(frame).at("intrinsic").node());
        if (pngs) {
          detail.put("depth", folder + "/depth/" + frame + ".png");
        } else {
          ScannetppDepthBin.putBlock(
              detail, folder + "/depth.bin", blocks, Integer.parseInt(frame.substring(6)));
        }
        units.add(UnitListing.of(id, detail.toString()));
      } catch (UnitFault e) {
        units.add(UnitListing.of(UnitFault.reject(id, e)));
      }
    }
    return units.iterator();
  }

  @Override
  public UnitResult frame(DatasetUnit unit, DatasetFiles files) throws IOException {
    Json detail = Json.ofDetail(unit.detail());
    ImageHeader size = header(files, unit.id());
    double[] k = detail.at("k").numbers(9);
    boolean official = options.labelMode() == LabelMode.OFFICIAL;
    double[] four = official ? OFFICIAL_CAMERA : new double[] {k[0], k[4], k[2], k[5]};
    double sx = size.widthPx() / CAMERA_WIDTH_PX;
    double sy = size.heightPx() / CAMERA_HEIGHT_PX;
    Intrinsics camera =
        Checks.usable(
            unit.id(),
            new Intrinsics(
                four[0] * sx,
                four[1] * sy,
                four[2] * sx,
                four[3] * sy,
                size.widthPx(),
                size.heightPx()));
    DenseFrames.Draft draft = new DenseFrames.Draft(unit.id(), camera, detail.text("scene"), null);
    String path = detail.text("depth");
    Png16 depth =
        detail.has("frame")
            ? ScannetppDepthBin.read(files, path, detail)
            : DenseFrames.png(files, path);
    if (official) {
      return new DenseFrames(options).frame(draft, official(depth, camera), LabelKind.RADIAL, null);
    }
    DepthFile file =
        detail.has("frame")
            ? new DepthFile(
                path,
                detail.text("frame"),
                DepthEncoding.SCANNETPP_BIN,
                SCALE_M,
                LabelKind.Z,
                depth.widthPx(),
                depth.heightPx())
            : DenseFrames.pngFile(path, depth, SCALE_M);
    return new DenseFrames(options).frame(draft, depth.depth(SCALE_M), LabelKind.Z, file);
  }

  /** The root of x² + y² + z² with x and y of the ray at one metre instead of at z. */
  private static DenseDepth official(Png16 depth, Intrinsics camera) {
    char[] v = depth.values();
    int width = depth.widthPx();
    double scaleX = camera.widthPx() / (double) width;
    double scaleY = camera.heightPx() / (double) depth.heightPx();
    return new DenseDepth(
        width,
        depth.heightPx(),
        i -> {
          double x = ((i % width + 0.5) * scaleX - 0.5 - camera.cxPx()) / camera.fxPx();
          double y =
              ((Math.floorDiv(i, width) + 0.5) * scaleY - 0.5 - camera.cyPx()) / camera.fyPx();
          double z = v[i] * SCALE_M;
          return z > 0 ? Math.sqrt(x * x + y * y + z * z) : 0;
        });
  }

  private static ImageHeader header(DatasetFiles files, String path) throws IOException {
    try (InputStream in = files.open(path)) {
      return ImageHeader.read(in, ImageLimits.DEFAULT);
    } catch (ImageRejected e) {
      throw new UnitFault(RejectReason.FILE_UNREADABLE, path + ": " + e.getMessage(), e);
    }
  }
}
