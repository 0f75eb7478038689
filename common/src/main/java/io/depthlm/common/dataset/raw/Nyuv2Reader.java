package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.DatasetReader;
import io.depthlm.common.dataset.DatasetUnit;
import io.depthlm.common.dataset.DepthEncoding;
import io.depthlm.common.dataset.DepthFile;
import io.depthlm.common.dataset.FrameImage;
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
 * NYU Depth V2: the labelled {@code .mat} file (HDF5) with {@code splits.mat}, or "sync" folders of
 * {@code rgb_N.jpg} and {@code sync_depth_N.png} in millimetres. Labels are z. The official
 * curation reads NYUv2 out of SUN RGB-D; so does the mode {@code official}.
 *
 * @param options what to read; {@code depth} is {@code raw} or {@code filled} ({@code .mat} only)
 */
public record Nyuv2Reader(ReaderOptions options) implements DatasetReader {
  /** {@code --format nyuv2}. */
  public static final DatasetFormat FORMAT =
      new DatasetFormat(
              "nyuv2",
              Set.of(LabelMode.values()),
              Set.of("depth"),
              options ->
                  options.labelMode() == LabelMode.OFFICIAL
                      ? official(options)
                      : new Nyuv2Reader(options))
          .withSplits();

  private static final String MAT = "mat:";
  private static final double SCALE_M = 0.001;

  /** What the sensor says of everything beyond its range. */
  private static final double SATURATED_M = 10;

  /** Checks the option. */
  public Nyuv2Reader {
    String depth = options.extra().getOrDefault("depth", "raw");
    if (!depth.equals("raw") && !depth.equals("filled")) {
      throw new UserError("--option depth=" + depth, "expected raw or filled");
    }
  }

  /** What the official curation reads: SUN RGB-D's copy, which knows no splits of NYUv2. */
  private static SunrgbdReader official(ReaderOptions options) {
    if (options.split() != null) {
      throw new UserError(
          "--label-mode official of nyuv2 has no splits, found --split " + options.split(),
          "leave --split out: it reads the pictures of NYUv2 in SUN RGB-D");
    }
    return new SunrgbdReader(options, SunrgbdReader.Subset.NYU);
  }

  /** The RGB camera of the authors' toolbox. */
  static Intrinsics camera(int widthPx, int heightPx) {
    return new Intrinsics(
        518.85790117450188,
        519.46961112127485,
        325.58244941119034,
        253.73616633400465,
        widthPx,
        heightPx);
  }

  @Override
  public List<String> parts(DatasetFiles files) throws IOException {
    List<String> parts = new ArrayList<>();
    for (DatasetFiles.Item file : files.list("").files()) {
      if (file.name().endsWith("_labeled.mat")) {
        parts.add(MAT + file.name());
      }
    }
    parts.addAll(
        InputFolders.find(
            files, "", l -> l.files().stream().anyMatch(f -> f.name().startsWith("sync_depth_"))));
    return InputFolders.required(
        parts,
        files,
        "nyu_depth_v2_labeled.mat and no folder with sync_depth_….png",
        "--input takes the folder that has one of them in it");
  }

  @Override
  public Iterator<UnitListing> units(String part, DatasetFiles files) throws IOException {
    if (part.startsWith(MAT)) {
      return NyuMatFile.units(files, part.substring(MAT.length()), options.split());
    }
    List<UnitListing> units = new ArrayList<>();
    String split = split(part);
    if (options.split() == null || options.split().equals(split)) {
      for (String depth : InputFolders.named(files, part, ".png")) {
        if (depth.startsWith("sync_depth_")) {
          String image =
              "rgb_" + InputFolders.stem(depth).substring("sync_depth_".length()) + ".jpg";
          units.add(UnitListing.of(InputFolders.join(part, image), InputFolders.join(part, depth)));
        }
      }
    }
    return units.iterator();
  }

  /** {@code official_splits/test/SCENE}: the folder says the split. */
  private static String split(String folder) {
    String name = InputFolders.name(InputFolders.parent(folder));
    return name.equals("train") || name.equals("test") ? name : null;
  }

  @Override
  public Iterator<UnitResult> read(DatasetUnit unit, DatasetFiles files) {
    return DenseFrames.one(
        unit.id(), () -> unit.detail().startsWith("{") ? mat(unit, files) : sync(unit, files));
  }

  private UnitResult sync(DatasetUnit unit, DatasetFiles files) throws IOException {
    Png16 png = DenseFrames.png(files, unit.detail());
    char[] v = png.values();
    String folder = InputFolders.parent(unit.id());
    return new DenseFrames(options)
        .frame(
            new DenseFrames.Draft(
                unit.id(), camera(png.widthPx(), png.heightPx()), folder, split(folder)),
            png.depth(SCALE_M)
                .withMask(PointMask.SATURATED, i -> v[i] * SCALE_M >= SATURATED_M)
                .withMask(PointMask.EIGEN_CROP, i -> inEigenCrop(i, png.widthPx())),
            LabelKind.Z,
            DenseFrames.pngFile(unit.detail(), png, SCALE_M));
  }

  private UnitResult mat(DatasetUnit unit, DatasetFiles files) throws IOException {
    Json detail = Json.ofDetail(unit.detail());
    boolean filled = options.extra().getOrDefault("depth", "raw").equals("filled");
    NyuMatFile.Frame frame = NyuMatFile.read(files, detail.text("file"), detail.integer("index"));
    int width = frame.widthPx();
    int height = frame.heightPx();
    if (frame.rawM().length != width * height || frame.filledM().length != width * height) {
      throw new UnitFault(
          RejectReason.FILE_UNREADABLE, unit.id() + ": depth and picture have different sizes");
    }
    float[] depth = filled ? frame.filledM() : frame.rawM();
    float[] raw = frame.rawM();
    return new DenseFrames(options)
        .frame(
            new DenseFrames.Draft(
                unit.id(),
                new FrameImage.InMemory(frame.png()),
                camera(width, height),
                null,
                null,
                detail.has("split") ? detail.text("split") : null),
            new DenseDepth(width, height, i -> depth[i])
                .withMask(PointMask.SATURATED, i -> raw[i] >= SATURATED_M)
                .withMask(PointMask.FILLED, i -> !(raw[i] > 0))
                .withMask(PointMask.EIGEN_CROP, i -> inEigenCrop(i, width)),
            LabelKind.Z,
            new DepthFile(
                detail.text("file"),
                "%s[%d]".formatted(filled ? "depths" : "rawDepths", detail.integer("index")),
                DepthEncoding.HDF5,
                1,
                LabelKind.Z,
                width,
                height));
  }

  /** Rows 45 to 470, columns 41 to 600 of 640 × 480 pixels. */
  private static boolean inEigenCrop(int place, int widthPx) {
    int x = place % widthPx;
    int y = place / widthPx;
    return y >= 45 && y < 471 && x >= 41 && x < 601;
  }
}
