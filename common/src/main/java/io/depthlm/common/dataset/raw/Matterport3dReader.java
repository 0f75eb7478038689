package io.depthlm.common.dataset.raw;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.DatasetUnit;
import io.depthlm.common.dataset.FrameImage;
import io.depthlm.common.dataset.LabelMode;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.RigidTransform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Matterport3D: undistorted pictures and depth (16-bit PNG, 1/4000 m) and a {@code .conf} file a
 * scan with cameras and poses. That file's image origin is at the bottom left: {@code cy} is
 * counted from the bottom row, and flipped here. Labels are z; official ones are radial with {@code
 * cy} read as if from the top.
 *
 * @param options what to read
 */
public record Matterport3dReader(ReaderOptions options) implements OneFrameReader {
  /** {@code --format matterport3d}. */
  public static final DatasetFormat FORMAT =
      new DatasetFormat(
          "matterport3d", Set.of(LabelMode.values()), Set.of(), Matterport3dReader::new);

  private static final double SCALE_M = 1 / 4000.0;
  private static final String CAMERAS = "undistorted_camera_parameters";

  @Override
  public List<String> parts(DatasetFiles files) throws IOException {
    String top = files.exists("v1/scans") ? "v1/scans" : "";
    List<String> scans = new ArrayList<>();
    for (String scan : files.list(top).folders()) {
      scans.add(InputFolders.join(top, scan));
    }
    return InputFolders.required(
        scans, files, "scan folder", "--input takes the folder that has the scans' folders in it");
  }

  @Override
  public Iterator<UnitListing> units(String scan, DatasetFiles files) throws IOException {
    List<UnitListing> units = new ArrayList<>();
    for (String cameras :
        InputFolders.find(
            files, scan, l -> l.files().stream().anyMatch(f -> f.name().endsWith(".conf")))) {
      for (String conf : InputFolders.named(files, cameras, ".conf")) {
        addFrames(scan, cameras + "/" + conf, files, units);
      }
    }
    if (units.isEmpty()) {
      throw new UnitFault(
          RejectReason.BAD_CALIBRATION, scan + " has no " + CAMERAS + "/….conf with scans");
    }
    return units.iterator();
  }

  private static void addFrames(
      String scan, String conf, DatasetFiles files, List<UnitListing> units) throws IOException {
    String top = InputFolders.parent(conf).replaceFirst("/?" + CAMERAS + "$", "");
    String text = new String(files.read(conf, 64 << 20), StandardCharsets.UTF_8);
    String intrinsics = null;
    String depths = "undistorted_depth_images";
    String colours = "undistorted_color_images";
    for (String line : text.split("\\R")) {
      String[] words = line.strip().split("\\s+", 2);
      switch (words[0]) {
        case "intrinsics_matrix" -> intrinsics = words[1];
        case "scan" -> {
          String[] parts = words[1].split("\\s+", 3);
          String image = InputFolders.join(top, colours + "/" + parts[1]);
          if (intrinsics == null || parts.length < 3) {
            units.add(
                UnitListing.of(
                    UnitFault.reject(
                        image,
                        new UnitFault(
                            RejectReason.BAD_CALIBRATION,
                            conf + ": no camera for the line " + line))));
            continue;
          }
          ObjectNode detail = Json.MAPPER.createObjectNode();
          detail
              .put("image", image)
              .put("depth", InputFolders.join(top, depths + "/" + parts[0]))
              .put("scene", InputFolders.name(scan))
              .put("k", intrinsics)
              .put("pose", parts[2]);
          units.add(UnitListing.of(image, detail.toString()));
        }
        default -> {}
      }
    }
  }

  @Override
  public UnitResult frame(DatasetUnit unit, DatasetFiles files) throws IOException {
    Json detail = Json.ofDetail(unit.detail());
    String id = Checks.inside(detail.text("image"));
    double[] k = DenseFrames.numbers(id, detail.text("k"), 9);
    double[] pose = DenseFrames.numbers(id, detail.text("pose"), 16);
    String depth = Checks.inside(detail.text("depth"));
    Png16 png = DenseFrames.png(files, depth);
    boolean official = options.labelMode() == LabelMode.OFFICIAL;
    double cy = official ? k[5] : png.heightPx() - 1 - k[5];
    Intrinsics camera =
        Checks.usable(id, new Intrinsics(k[0], k[4], k[2], cy, png.widthPx(), png.heightPx()));
    DenseFrames.Draft draft =
        new DenseFrames.Draft(
            id, new FrameImage.InFile(id), camera, toOpenCv(pose), detail.text("scene"), null);
    if (official) {
      return new DenseFrames(options).frame(draft, radial(png, camera), LabelKind.RADIAL, null);
    }
    return new DenseFrames(options)
        .frame(draft, png.depth(SCALE_M), LabelKind.Z, DenseFrames.pngFile(depth, png, SCALE_M));
  }

  /** The official script keeps distances of 5 cm to 50 m. */
  private static DenseDepth radial(Png16 png, Intrinsics camera) {
    char[] v = png.values();
    int width = png.widthPx();
    return new DenseDepth(
        width,
        png.heightPx(),
        i -> {
          double radial = v[i] * SCALE_M * camera.rayPerZ(i % width, Math.floorDiv(i, width));
          return radial >= 0.05 && radial <= 50 ? radial : 0;
        });
  }

  /** The file's cameras look along −z with y up. */
  private static RigidTransform toOpenCv(double[] m) {
    double[] rows = RigidTransform.ofMatrix(m).rowMajor().clone();
    for (int row = 0; row < 3; row++) {
      rows[4 * row + 1] = -rows[4 * row + 1];
      rows[4 * row + 2] = -rows[4 * row + 2];
    }
    return new RigidTransform(rows);
  }
}
