package io.depthlm.common.dataset.raw;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.DatasetReader;
import io.depthlm.common.dataset.DatasetUnit;
import io.depthlm.common.dataset.LabelMode;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.UnitResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Waymo Open, the perception data set of version 2: a folder a component with one Parquet file a
 * segment. One unit is a segment, read once from front to back. Labels are z.
 *
 * <p>Both returns of all five lasers count. A return goes from the vehicle's pose when it was
 * measured to the world and from there to the vehicle's pose of the picture. Its pixel is the
 * authors' own (which knows the rolling shutter) where they give it, and otherwise follows from the
 * camera's intrinsics and lens.
 *
 * @param options what to read; {@code pixels} is {@code authors} or {@code lens}
 */
public record WaymoReader(ReaderOptions options) implements DatasetReader {
  /** {@code --format waymo}. */
  public static final DatasetFormat FORMAT =
      new DatasetFormat("waymo", Set.of(LabelMode.CORRECTED), Set.of("pixels"), WaymoReader::new)
          .withSplits();

  /** Where the pixel of a return comes from. */
  enum Pixels {
    AUTHORS,
    LENS
  }

  static final String PICTURES = "camera_image";
  static final String PROJECTIONS = "lidar_camera_projection";

  /** Checks the options. */
  public WaymoReader {
    String pixels = options.extra().getOrDefault("pixels", "authors");
    if (!Set.of("authors", "lens").contains(pixels)) {
      throw new UserError(
          "--option pixels=" + pixels, "it is authors (where the data has them) or lens");
    }
  }

  @Override
  public List<String> parts(DatasetFiles files) throws IOException {
    List<String> parts = new ArrayList<>();
    for (String folder : InputFolders.find(files, "", l -> l.folders().contains(PICTURES))) {
      if (options.split() == null || options.split().equals(split(folder))) {
        for (String file :
            InputFolders.named(files, InputFolders.join(folder, PICTURES), ".parquet")) {
          parts.add(InputFolders.join(folder, PICTURES + "/" + file));
        }
      }
    }
    return InputFolders.required(
        parts,
        files,
        "camera_image/SEGMENT.parquet"
            + (options.split() == null ? "" : " in split " + options.split()),
        "--input takes the folder that has training, validation and testing, or camera_image and"
            + " lidar, in it");
  }

  /** The folder of the components' folders, if it has a name. */
  static String split(String folder) {
    return folder.isEmpty() ? null : InputFolders.name(folder);
  }

  @Override
  public Iterator<UnitListing> units(String part, DatasetFiles files) throws IOException {
    String folder = InputFolders.parent(InputFolders.parent(part));
    String segment = InputFolders.stem(part);
    boolean authors =
        !"lens".equals(options.extra().get("pixels"))
            && files.exists(InputFolders.join(folder, PROJECTIONS + "/" + segment + ".parquet"));
    ObjectNode detail = Json.MAPPER.createObjectNode();
    detail
        .put("folder", folder)
        .put("segment", segment)
        .put("pixels", (authors ? Pixels.AUTHORS : Pixels.LENS).name());
    return List.of(UnitListing.of(part, detail.toString())).iterator();
  }

  @Override
  public int unitsPerTask() {
    return 1;
  }

  @Override
  public Iterator<UnitResult> read(DatasetUnit unit, DatasetFiles files) throws IOException {
    Json detail = Json.ofDetail(unit.detail());
    return new WaymoSegment(
        options,
        files,
        detail.node().get("folder").asText(),
        detail.node().get("segment").asText(),
        Pixels.valueOf(detail.node().get("pixels").asText()));
  }
}
