package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.DatasetReader;
import io.depthlm.common.dataset.DatasetUnit;
import io.depthlm.common.dataset.LabelMode;
import io.depthlm.common.dataset.PointMask;
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
 * iBims-1 in the authors' raw layout: {@code rgb}, {@code depth} (16-bit PNG, 50/65535 m), {@code
 * calib}, and masks of invalid and transparent pixels (0 in the mask) and of planes. Labels are z
 * in both modes; the official curation reads the same values.
 *
 * @param options what to read
 */
public record Ibims1Reader(ReaderOptions options) implements DatasetReader {
  /** {@code --format ibims1}. */
  public static final DatasetFormat FORMAT =
      new DatasetFormat("ibims1", Set.of(LabelMode.values()), Set.of(), Ibims1Reader::new);

  private static final double SCALE_M = 50 / 65535.0;

  /** A plane's number is that of its mask plus the value in it. */
  private static final List<String> PLANES = List.of("mask_floor", "mask_table", "mask_wall");

  private static final int PLANE_STEP = 100;

  @Override
  public List<String> parts(DatasetFiles files) throws IOException {
    return InputFolders.required(
        InputFolders.find(
            files, "", l -> l.folders().contains("rgb") && l.folders().contains("depth")),
        files,
        "folder with rgb and depth",
        "--input takes the folder ibims1_core_raw");
  }

  @Override
  public Iterator<UnitListing> units(String folder, DatasetFiles files) throws IOException {
    List<UnitListing> units = new ArrayList<>();
    for (String file : InputFolders.named(files, InputFolders.join(folder, "rgb"), ".png")) {
      String image = InputFolders.join(folder, "rgb/" + file);
      units.add(UnitListing.of(image, ""));
    }
    return units.iterator();
  }

  @Override
  public Iterator<UnitResult> read(DatasetUnit unit, DatasetFiles files) {
    return DenseFrames.one(unit.id(), () -> frame(unit.id(), files));
  }

  private UnitResult frame(String image, DatasetFiles files) throws IOException {
    String top = InputFolders.parent(InputFolders.parent(image));
    String stem = InputFolders.stem(image);
    String depth = InputFolders.join(top, "depth/" + stem + ".png");
    Png16 png = DenseFrames.png(files, depth);
    double[] k = DenseFrames.numbers(files, InputFolders.join(top, "calib/" + stem + ".txt"), 4);
    Intrinsics camera =
        k.length >= 9
            ? new Intrinsics(k[0], k[4], k[2], k[5], png.widthPx(), png.heightPx())
            : new Intrinsics(k[0], k[1], k[2], k[3], png.widthPx(), png.heightPx());
    DenseDepth map = png.depth(SCALE_M);
    Png16 transparent = mask(files, top, "mask_transp", stem, png);
    if (transparent != null) {
      map = map.withMask(PointMask.TRANSPARENT, i -> transparent.values()[i] == 0);
    }
    Png16 invalid = mask(files, top, "mask_invalid", stem, png);
    if (invalid != null) {
      map = map.withMask(PointMask.UNRELIABLE, i -> invalid.values()[i] == 0);
    }
    return new DenseFrames(options)
        .frame(
            new DenseFrames.Draft(image, camera, stem.replaceFirst("_\\d+$", ""), null),
            withPlanes(map, files, top, stem, png),
            LabelKind.Z,
            DenseFrames.pngFile(depth, png, SCALE_M));
  }

  private static DenseDepth withPlanes(
      DenseDepth map, DatasetFiles files, String top, String stem, Png16 size) throws IOException {
    int[] planes = new int[map.size()];
    boolean known = false;
    for (int kind = 0; kind < PLANES.size(); kind++) {
      Png16 mask = mask(files, top, PLANES.get(kind), stem, size);
      if (mask == null) {
        continue;
      }
      known = true;
      for (int i = 0; i < planes.length; i++) {
        if (planes[i] == 0 && mask.values()[i] != 0) {
          planes[i] = PLANE_STEP * (kind + 1) + mask.values()[i];
        }
      }
    }
    return known ? map.withPlanes(i -> planes[i]) : map;
  }

  /** A mask of the depth map's size; null where the frame has none. */
  private static Png16 mask(DatasetFiles files, String top, String kind, String stem, Png16 size)
      throws IOException {
    String path = InputFolders.join(top, kind + "/" + stem + ".png");
    if (!files.exists(path)) {
      return null;
    }
    Png16 mask = DenseFrames.png(files, path);
    if (mask.widthPx() != size.widthPx() || mask.heightPx() != size.heightPx()) {
      throw new UnitFault(
          RejectReason.FILE_UNREADABLE,
          "%s has %d x %d pixels, its depth %d x %d"
              .formatted(path, mask.widthPx(), mask.heightPx(), size.widthPx(), size.heightPx()));
    }
    return mask;
  }
}
