package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.DatasetReader;
import io.depthlm.common.dataset.DatasetUnit;
import io.depthlm.common.dataset.LabelMode;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Data sets in Omnidata's layout: {@code TASK/COMPONENT/BUILDING/point_P_view_V_domain_TASK.png}
 * for the tasks {@code rgb} and {@code depth_zbuffer} (16-bit PNG, 1/512 m, 65535 = none), and the
 * field of view in {@code point_info} JSON. Pictures are square pinhole renderings; labels are z.
 *
 * @param options what to read
 * @param component the folder of the data set below each task
 */
public record OmnidataReader(ReaderOptions options, String component) implements DatasetReader {
  /** {@code --format taskonomy}. */
  public static final DatasetFormat TASKONOMY = format("taskonomy");

  /** {@code --format hm3d}. */
  public static final DatasetFormat HM3D = format("hm3d");

  private static final double SCALE_M = 1 / 512.0;
  private static final char NONE = 0xffff;

  private static DatasetFormat format(String name) {
    return new DatasetFormat(
        name, Set.of(LabelMode.CORRECTED), Set.of(), options -> new OmnidataReader(options, name));
  }

  @Override
  public List<String> parts(DatasetFiles files) throws IOException {
    List<String> parts = new ArrayList<>();
    for (String folder : List.of("rgb/" + component, "rgb")) {
      if (parts.isEmpty() && files.exists(folder)) {
        files.list(folder).folders().stream()
            .filter(name -> !name.equals(component))
            .forEach(building -> parts.add(folder + "/" + building));
      }
    }
    return InputFolders.required(
        parts,
        files,
        "folder rgb/" + component + "/BUILDING",
        "--input takes the folder that has rgb, depth_zbuffer and point_info in it");
  }

  @Override
  public Iterator<UnitListing> units(String folder, DatasetFiles files) throws IOException {
    List<UnitListing> units = new ArrayList<>();
    for (String file : InputFolders.named(files, folder, "_domain_rgb.png")) {
      units.add(UnitListing.of(folder + "/" + file, "{}"));
    }
    return units.iterator();
  }

  @Override
  public Iterator<UnitResult> read(DatasetUnit unit, DatasetFiles files) {
    return DenseFrames.one(unit.id(), () -> frame(unit.id(), files));
  }

  private UnitResult frame(String image, DatasetFiles files) throws IOException {
    String depth = sibling(image, "depth_zbuffer", "png");
    String point = sibling(image, "point_info", "json");
    Json info = Json.read(files, point);
    double fov = info.number("field_of_view_rads");
    Png16 png = DenseFrames.png(files, depth);
    if (!(fov > 0 && fov < Math.PI)) {
      throw new UnitFault(
          RejectReason.BAD_CALIBRATION, point + " has a field of view of " + fov + " rad");
    }
    double focal = png.widthPx() / 2.0 / Math.tan(fov / 2);
    char[] v = png.values();
    String folder = InputFolders.parent(image);
    return new DenseFrames(options)
        .frame(
            new DenseFrames.Draft(
                image,
                new Intrinsics(
                    focal,
                    focal,
                    png.widthPx() / 2.0,
                    png.heightPx() / 2.0,
                    png.widthPx(),
                    png.heightPx()),
                InputFolders.name(folder),
                null),
            new DenseDepth(png.widthPx(), png.heightPx(), i -> v[i] == NONE ? 0 : v[i] * SCALE_M),
            LabelKind.Z,
            DenseFrames.pngFile(depth, png, SCALE_M));
  }

  /** The file of another task beside a picture. */
  private static String sibling(String image, String task, String ending) {
    String name = InputFolders.name(image);
    String below = InputFolders.parent(image).substring("rgb".length());
    return task
        + below
        + "/"
        + name.substring(0, name.length() - "rgb.png".length())
        + task
        + "."
        + ending;
  }
}
