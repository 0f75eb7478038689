package io.depthlm.common.dataset.raw;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.DatasetUnit;
import io.depthlm.common.dataset.LabelMode;
import io.depthlm.common.dataset.PointMask;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * KITTI: rectified pictures of the raw data beside the depth benchmark's annotated depth (16-bit
 * PNG, 1/256 m, 0 = none). Labels are z.
 *
 * @param options what to read; {@code list} names a file of lines that contain the wanted frames
 */
public record KittiReader(ReaderOptions options) implements OneFrameReader {
  /** {@code --format kitti}. */
  public static final DatasetFormat FORMAT =
      new DatasetFormat("kitti", Set.of(LabelMode.CORRECTED), Set.of("list"), KittiReader::new)
          .withSplits();

  private static final double SCALE_M = 1 / 256.0;

  @Override
  public List<String> parts(DatasetFiles files) throws IOException {
    List<String> drives = new ArrayList<>();
    for (String folder : List.of("", "data_depth_annotated", "depth_annotated")) {
      if (folder.isEmpty() || files.exists(folder)) {
        for (String split : List.of("train", "val")) {
          String path = InputFolders.join(folder, split);
          if ((options.split() == null || options.split().equals(split)) && files.exists(path)) {
            files.list(path).folders().forEach(drive -> drives.add(path + "/" + drive));
          }
        }
      }
    }
    return InputFolders.required(
        drives,
        files,
        "folder train/DRIVE or val/DRIVE with annotated depth",
        "--input takes a folder with the raw data (2011_09_26/…) and data_depth_annotated in it");
  }

  @Override
  public Iterator<UnitListing> units(String drive, DatasetFiles files) throws IOException {
    Set<String> wanted = wanted(files);
    List<UnitListing> units = new ArrayList<>();
    String name = InputFolders.name(drive);
    String date = name.length() >= 10 ? name.substring(0, 10) : name;
    String calibration = null;
    for (String camera : List.of("image_02", "image_03")) {
      String depths = drive + "/proj_depth/groundtruth/" + camera;
      if (!files.exists(depths)) {
        continue;
      }
      if (calibration == null) {
        calibration =
            new String(files.read(date + "/calib_cam_to_cam.txt", 1 << 20), StandardCharsets.UTF_8);
      }
      for (String file : InputFolders.named(files, depths, ".png")) {
        String frame = "%s/%s/%s/data/%s".formatted(date, name, camera, file);
        if (wanted == null || wanted.contains(frame.substring(0, frame.length() - 4))) {
          ObjectNode detail = Json.MAPPER.createObjectNode();
          detail
              .put("image", frame)
              .put("depth", depths + "/" + file)
              .put("scene", name)
              .put("split", InputFolders.name(InputFolders.parent(drive)))
              .put("p", line(calibration, "P_rect_" + camera.substring(6)));
          units.add(UnitListing.of(frame, detail.toString()));
        }
      }
    }
    return units.iterator();
  }

  /** The frames of a list such as the Eigen test files, without their endings; null for all. */
  private Set<String> wanted(DatasetFiles files) throws IOException {
    String list = options.extra().get("list");
    if (list == null) {
      return null;
    }
    Set<String> wanted = new HashSet<>();
    String text = new String(files.read(list, 64 << 20), StandardCharsets.UTF_8);
    for (String line : text.split("\\R")) {
      String first = line.strip().split("\\s+")[0].replaceFirst("\\.(png|jpg)$", "");
      if (!first.isEmpty()) {
        wanted.add(first);
      }
    }
    return wanted;
  }

  private static String line(String calibration, String key) throws UnitFault {
    for (String line : calibration.split("\\R")) {
      if (line.startsWith(key + ":")) {
        return line.substring(key.length() + 1).strip();
      }
    }
    throw new UnitFault(RejectReason.BAD_CALIBRATION, "calib_cam_to_cam.txt has no line " + key);
  }

  @Override
  public UnitResult frame(DatasetUnit unit, DatasetFiles files) throws IOException {
    Json detail = Json.ofDetail(unit.detail());
    double[] p = DenseFrames.numbers("calib_cam_to_cam.txt", detail.text("p"), 12);
    Png16 png = DenseFrames.png(files, detail.text("depth"));
    int width = png.widthPx();
    int height = png.heightPx();
    return new DenseFrames(options)
        .frame(
            new DenseFrames.Draft(
                detail.text("image"),
                new Intrinsics(p[0], p[5], p[2], p[6], width, height),
                detail.text("scene"),
                detail.text("split")),
            png.depth(SCALE_M)
                .withMask(
                    PointMask.EIGEN_CROP,
                    crop(width, height, 0.3324324, 0.91351351, 0.0359477, 0.96405229))
                .withMask(
                    PointMask.GARG_CROP,
                    crop(width, height, 0.40810811, 0.99189189, 0.03594771, 0.96405229)),
            LabelKind.Z,
            DenseFrames.pngFile(detail.text("depth"), png, SCALE_M));
  }

  /** Rows and columns from the first (inclusive) to the last (exclusive), as shares of the size. */
  private static IntPredicate crop(
      int width, int height, double top, double bottom, double left, double right) {
    int y0 = (int) (top * height);
    int y1 = (int) (bottom * height);
    int x0 = (int) (left * width);
    int x1 = (int) (right * width);
    return place -> {
      int x = place % width;
      int y = place / width;
      return y >= y0 && y < y1 && x >= x0 && x < x1;
    };
  }
}
