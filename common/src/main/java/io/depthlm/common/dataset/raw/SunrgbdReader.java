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
 * SUN RGB-D: a folder a picture with {@code image}, {@code depth}, {@code depth_bfx} and {@code
 * intrinsics.txt}. Depth is millimetres, rotated left by 13 bits. Labels are z; official ones are
 * the value as it is over 10,000, and radial.
 *
 * @param options what to read; {@code subset} is {@code nyu}, {@code other} or {@code all}; {@code
 *     depth} is {@code raw} or {@code refined}
 * @param subset which pictures
 */
public record SunrgbdReader(ReaderOptions options, Subset subset) implements OneFrameReader {
  /** {@code --format sunrgbd}. */
  public static final DatasetFormat FORMAT =
      new DatasetFormat(
          "sunrgbd",
          Set.of(LabelMode.values()),
          Set.of("subset", "depth"),
          options -> new SunrgbdReader(options, subset(options)));

  private static final double MAX_M = 8.0;

  /** Which pictures: NYUv2 is a part of SUN RGB-D, and a data set of its own for the paper. */
  public enum Subset {
    /** Those of NYUv2. */
    NYU,
    /** All but those. */
    OTHER,
    /** All. */
    ALL
  }

  private static Subset subset(ReaderOptions options) {
    String found = options.extra().getOrDefault("subset", "other");
    return switch (found) {
      case "nyu" -> Subset.NYU;
      case "other" -> Subset.OTHER;
      case "all" -> Subset.ALL;
      default -> throw new UserError("--option subset=" + found, "expected nyu, other or all");
    };
  }

  @Override
  public List<String> parts(DatasetFiles files) throws IOException {
    String top = files.exists("SUNRGBD") ? "SUNRGBD" : "";
    List<String> parts = new ArrayList<>();
    for (String sensor : files.list(top).folders()) {
      for (String part : files.list(InputFolders.join(top, sensor)).folders()) {
        parts.add(InputFolders.join(top, sensor) + "/" + part);
      }
    }
    return InputFolders.required(
        parts,
        files,
        "folder SENSOR/SUBSET",
        "--input takes the folder SUNRGBD with kv1, kv2, realsense and xtion in it");
  }

  @Override
  public Iterator<UnitListing> units(String part, DatasetFiles files) throws IOException {
    List<UnitListing> units = new ArrayList<>();
    for (String scene : InputFolders.find(files, part, l -> l.folders().contains("image"))) {
      boolean nyu = (scene + "/").contains("NYU");
      if (subset == Subset.ALL || nyu == (subset == Subset.NYU)) {
        ObjectNode detail = Json.MAPPER.createObjectNode().put("scene", scene);
        detail.put("refined", refined(nyu));
        units.add(UnitListing.of(scene, detail.toString()));
      }
    }
    return units.iterator();
  }

  /** The official scripts read NYUv2's raw depth and the others' filled one. */
  private boolean refined(boolean nyu) {
    return options.labelMode() == LabelMode.OFFICIAL
        ? !nyu
        : options.extra().getOrDefault("depth", "raw").equals("refined");
  }

  @Override
  public UnitResult frame(DatasetUnit unit, DatasetFiles files) throws IOException {
    Json detail = Json.ofDetail(unit.detail());
    String scene = detail.text("scene");
    String image = only(files, scene + "/image", ".jpg", ".png");
    String depth =
        only(
            files,
            scene + (detail.node().get("refined").asBoolean() ? "/depth_bfx" : "/depth"),
            ".png");
    double[] k = DenseFrames.numbers(files, scene + "/intrinsics.txt", 9);
    Png16 png = DenseFrames.png(files, depth);
    boolean official = options.labelMode() == LabelMode.OFFICIAL;
    Intrinsics camera =
        official
            ? new Intrinsics(
                (float) k[0],
                (float) k[4],
                (float) k[2],
                (float) k[5],
                png.widthPx(),
                png.heightPx())
            : new Intrinsics(k[0], k[4], k[2], k[5], png.widthPx(), png.heightPx());
    DenseFrames.Draft draft = new DenseFrames.Draft(image, camera, scene, null);
    return official ? official(draft, png) : corrected(draft, png, depth);
  }

  private UnitResult corrected(DenseFrames.Draft draft, Png16 png, String depth) throws UnitFault {
    char[] v = png.values();
    DenseDepth map = new DenseDepth(png.widthPx(), png.heightPx(), i -> rotated(v[i]) / 1000.0);
    return new DenseFrames(options)
        .frame(
            draft,
            map.withMask(PointMask.SATURATED, i -> rotated(v[i]) / 1000.0 > MAX_M),
            LabelKind.Z,
            new DepthFile(
                depth,
                null,
                DepthEncoding.PNG16_ROTATED,
                0.001,
                LabelKind.Z,
                png.widthPx(),
                png.heightPx()));
  }

  /** No depth file: its metres would not be those of the labels. */
  private UnitResult official(DenseFrames.Draft draft, Png16 png) throws UnitFault {
    char[] v = png.values();
    int width = png.widthPx();
    DenseDepth map =
        new DenseDepth(
            width,
            png.heightPx(),
            i -> {
              double z = v[i] / 10000f;
              return z > 0.005f && z < 25
                  ? z * draft.camera().rayPerZ(i % width, Math.floorDiv(i, width))
                  : 0;
            });
    return new DenseFrames(options).frame(draft, map, LabelKind.RADIAL, null);
  }

  private static int rotated(char v) {
    return (v >> 3 | v << 13) & 0xffff;
  }

  private static String only(DatasetFiles files, String folder, String... endings)
      throws IOException {
    List<String> names = InputFolders.named(files, folder, endings);
    if (names.isEmpty()) {
      throw new UnitFault(
          RejectReason.FILE_MISSING, folder + " has no file " + String.join(" or ", endings));
    }
    return folder + "/" + names.get(0);
  }
}
