package io.depthlm.common.dataset.raw;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.DatasetUnit;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.common.geometry.RigidTransform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Scenes in the layout of nerfstudio: {@code transforms.json} with cameras, poses, pictures and
 * depth files. A stored unit is a millimetre unless said otherwise, in {@code .npy} files as well:
 * so nerfstudio reads them. Depths are z.
 *
 * @param options what to read; the format's page lists its own options
 */
public record NerfstudioReader(ReaderOptions options) implements OneFrameReader {
  /** {@code --format nerfstudio}. */
  public static final DatasetFormat FORMAT =
      DatasetFormat.ofOwn(
              "nerfstudio",
              DatasetFormat.Depths.Z_UNLESS_GIVEN,
              Set.of("scale"),
              NerfstudioReader::new)
          .withSplits();

  private static final Pattern NAME = Pattern.compile("transforms(?:_(.+))?\\.json");
  private static final double SCALE_M = 0.001;

  /** nerfstudio's cameras look along −z with y up. */
  private static final RigidTransform AXES =
      new RigidTransform(new double[] {1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 0});

  /** Checks the options. */
  public NerfstudioReader {
    OwnLayout own = new OwnLayout("nerfstudio", options);
    own.scaleM();
  }

  @Override
  public List<String> parts(DatasetFiles files) throws IOException {
    List<String> parts = new ArrayList<>();
    for (String scene :
        InputFolders.find(
            files, "", l -> l.files().stream().anyMatch(f -> NAME.matcher(f.name()).matches()))) {
      for (String name : InputFolders.named(files, scene, ".json")) {
        Matcher matcher = NAME.matcher(name);
        if (matcher.matches()
            && (options.split() == null || options.split().equals(matcher.group(1)))) {
          parts.add(InputFolders.join(scene, name));
        }
      }
    }
    if (parts.isEmpty() && options.split() != null) {
      throw new UserError(
          "no transforms_" + options.split() + ".json in " + files.uri(""),
          "--split takes what stands behind transforms_ in a file's name");
    }
    return InputFolders.required(
        parts,
        files,
        "transforms.json",
        "--input takes the folder of a scene, or one that has the scenes in it");
  }

  @Override
  public Iterator<UnitListing> units(String part, DatasetFiles files) throws IOException {
    Json scene = Json.read(files, part);
    Json frames = scene.at("frames");
    String folder = InputFolders.parent(part);
    Matcher name = NAME.matcher(InputFolders.name(part));
    String split = name.matches() ? name.group(1) : null;
    List<UnitListing> units = new ArrayList<>();
    for (int i = 0; i < frames.size(); i++) {
      Json frame = frames.at(i);
      String id = part + "#" + i;
      try {
        id = Checks.inside(InputFolders.join(folder, frame.text("file_path")));
        ObjectNode detail = Json.MAPPER.createObjectNode();
        detail
            .put("folder", folder)
            .put("split", split)
            .put("depth", Checks.inside(InputFolders.join(folder, frame.text("depth_file_path"))));
        detail.set("frame", frame.node());
        ObjectNode shared = detail.putObject("scene");
        for (Iterator<String> keys = scene.node().fieldNames(); keys.hasNext(); ) {
          String key = keys.next();
          if (scene.node().get(key).isValueNode()) {
            shared.set(key, scene.node().get(key));
          }
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
    OwnLayout own = new OwnLayout("nerfstudio", options);
    StoredDepth map = StoredDepth.read(files, detail.text("depth"));
    Json frame = new Json(unit.id(), detail.at("frame").node());
    double[] pose = frame.at("transform_matrix").numbers(16);
    String folder = detail.node().get("folder").asText();
    return new ColmapReader.LensFrame(
            unit.id(),
            unit.id(),
            ColmapCamera.parse(new Keys(frame, detail.at("scene")).line(map)),
            RigidTransform.ofMatrix(pose).after(AXES),
            folder.isEmpty() ? null : folder,
            detail.has("split") ? detail.text("split") : null)
        .with(own, map, detail.text("depth"), own.scaleM().orElse(SCALE_M));
  }

  /** Values of a frame, or of its scene where the frame has none. */
  private record Keys(Json frame, Json scene) {
    private static final List<String> LENS = List.of("k1", "k2", "p1", "p2", "k3");

    /** The camera as a line of COLMAP's. */
    String line(StoredDepth map) throws UnitFault {
      double width = number("w", map.widthPx());
      double height = number("h", map.heightPx());
      double fx = number("fl_x", focal("camera_angle_x", width));
      double fy = number("fl_y", focal("camera_angle_y", height));
      fy = fy == 0 ? fx : fy;
      StringBuilder line = new StringBuilder("0 ").append(model()).append(' ');
      line.append((int) width).append(' ').append((int) height);
      for (double value :
          new double[] {fx, fy, number("cx", width / 2), number("cy", height / 2)}) {
        line.append(' ').append(value);
      }
      String fisheye = ColmapCamera.Model.OPENCV_FISHEYE.name();
      for (String key : model().equals(fisheye) ? List.of("k1", "k2", "k3", "k4") : LENS) {
        line.append(' ').append(number(key, 0));
      }
      if (!model().equals(fisheye) && number("k4", 0) != 0) {
        throw new UnitFault(
            RejectReason.BAD_CALIBRATION, frame.where() + " has a lens with k4, which is not read");
      }
      // The full model has k4 to k6 as a divisor.
      return line.append(" 0 0 0").toString();
    }

    private String model() throws UnitFault {
      String model = "OPENCV";
      for (Json json : new Json[] {scene, frame}) {
        model = json.has("camera_model") ? json.text("camera_model") : model;
      }
      if (model.equals(ColmapCamera.Model.OPENCV_FISHEYE.name())) {
        return model;
      }
      if (!Set.of("OPENCV", "PINHOLE", "SIMPLE_PINHOLE", "RADIAL", "SIMPLE_RADIAL")
          .contains(model)) {
        throw new UnitFault(
            RejectReason.BAD_CALIBRATION, frame.where() + " has a camera of model " + model);
      }
      // Coefficients that are not there are 0: one model holds them all.
      return ColmapCamera.Model.FULL_OPENCV.name();
    }

    private double focal(String angle, double sizePx) throws UnitFault {
      double radians = number(angle, 0);
      return radians == 0 ? 0 : sizePx / 2 / Math.tan(radians / 2);
    }

    private double number(String key, double otherwise) throws UnitFault {
      return frame.has(key) ? frame.number(key) : scene.has(key) ? scene.number(key) : otherwise;
    }
  }
}
