package io.depthlm.common.dataset.raw;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.DatasetUnit;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.RigidTransform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A workspace of COLMAP: a model in binary or text form, pictures, and a depth map for each, of
 * COLMAP's own or of any form that {@code depth-folder} reads. Depths are z unless said otherwise;
 * the radial distance follows from a pixel's ray through the camera's lens.
 *
 * @param options what to read; the format's page lists its own options
 */
public record ColmapReader(ReaderOptions options) implements OneFrameReader {
  /** {@code --format colmap}. */
  public static final DatasetFormat FORMAT =
      DatasetFormat.ofOwn(
          "colmap",
          DatasetFormat.Depths.Z_UNLESS_GIVEN,
          Set.of("scale", "images", "depth", "model"),
          ColmapReader::new);

  private static final List<String> MODELS = List.of("sparse", "sparse/0", "model");
  private static final List<String> DEPTHS =
      List.of("stereo/depth_maps", "depth", "depths", "depth_maps");

  /** Endings of COLMAP's own maps, the better first. */
  private static final List<String> OWN = List.of(".geometric.bin", ".photometric.bin", ".bin");

  /** Checks the options. */
  public ColmapReader {
    OwnLayout own = new OwnLayout("colmap", options);
    own.scaleM();
  }

  private OwnLayout own() {
    return new OwnLayout("colmap", options);
  }

  @Override
  public List<String> parts(DatasetFiles files) throws IOException {
    String images = own().folder("images").orElse("images");
    List<String> scenes =
        files.exists(images)
            ? List.of("")
            : InputFolders.find(files, "", l -> l.folders().contains(images.split("/")[0]));
    List<String> parts = new ArrayList<>();
    for (String scene : scenes) {
      String model = model(files, scene);
      if (model != null) {
        parts.add(scene + "\n" + model);
      }
    }
    return InputFolders.required(
        parts,
        files,
        "model of COLMAP (cameras.bin or cameras.txt) beside a folder " + images,
        "--input takes the folder that has sparse, images and depth maps in it;"
            + " --option model=…, images=… and depth=… name other ones");
  }

  /** The folder of a scene's model, or null. */
  private String model(DatasetFiles files, String scene) throws IOException {
    List<String> names = own().folder("model").map(List::of).orElse(MODELS);
    for (String name : names) {
      String folder = InputFolders.join(scene, name);
      if (files.exists(folder) && ColmapModel.isIn(files.list(folder))) {
        return folder;
      }
    }
    return own().folder("model").isEmpty() && ColmapModel.isIn(files.list(scene)) ? scene : null;
  }

  @Override
  public Iterator<UnitListing> units(String part, DatasetFiles files) throws IOException {
    String[] where = part.split("\n", -1);
    String scene = where[0];
    ColmapModel model = ColmapModel.read(files, where[1]);
    String images = InputFolders.join(scene, own().folder("images").orElse("images"));
    var named = own().folder("depth");
    String depths =
        InputFolders.join(
            scene, named.isPresent() ? named.get() : OwnLayout.firstThere(files, scene, DEPTHS));
    Map<String, Map<String, String>> listed = new HashMap<>();
    return new Mapped<>(
        model.images(files),
        image -> {
          String id = InputFolders.join(images, image.name());
          try {
            String inside = Checks.inside(image.name());
            ObjectNode detail = Json.MAPPER.createObjectNode();
            detail
                .put("scene", scene)
                .put("image", InputFolders.join(images, inside))
                .put("depth", depth(files, depths, inside, listed))
                .put("camera", model.cameraLine(image));
            Json.put(detail, "pose", image.worldToCamera());
            return UnitListing.of(id, detail.toString());
          } catch (UnitFault e) {
            return UnitListing.of(UnitFault.reject(id, e));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** The depth map of a picture; folders are listed once each. */
  private static String depth(
      DatasetFiles files, String depths, String image, Map<String, Map<String, String>> listed)
      throws IOException {
    String folder = InputFolders.join(depths, InputFolders.parent(image));
    Map<String, String> byStem = listed.get(folder);
    if (byStem == null) {
      byStem = OwnLayout.depthsByKey(files, folder, NamePattern.WHOLE);
      listed.put(folder, byStem);
    }
    String name = InputFolders.name(image);
    for (String ending : OWN) {
      String found = byStem.get(InputFolders.stem(name + ending));
      if (found != null && found.equals(name + ending)) {
        return InputFolders.join(folder, found);
      }
    }
    String found = byStem.getOrDefault(InputFolders.stem(name), byStem.get(name));
    if (found == null) {
      throw new UnitFault(RejectReason.FILE_MISSING, "no depth map of " + image + " in " + folder);
    }
    return InputFolders.join(folder, found);
  }

  @Override
  public UnitResult frame(DatasetUnit unit, DatasetFiles files) throws IOException {
    Json detail = Json.ofDetail(unit.detail());
    String scene = detail.node().get("scene").asText();
    RigidTransform cameraToWorld = detail.transform("pose").inverse();
    LensFrame frame =
        new LensFrame(
            unit.id(),
            detail.text("image"),
            ColmapCamera.parse(detail.text("camera")),
            cameraToWorld,
            scene.isEmpty() ? null : scene,
            null);
    StoredDepth map = StoredDepth.read(files, detail.text("depth"));
    return frame.with(own(), map, detail.text("depth"), own().scaleM(map));
  }

  /** A frame whose picture has a lens. */
  record LensFrame(
      String id,
      String image,
      ColmapCamera lens,
      RigidTransform cameraToWorld,
      String scene,
      String split) {
    UnitResult with(OwnLayout own, StoredDepth map, String depth, double scaleM) throws UnitFault {
      Intrinsics camera = Checks.usable(id, lens.pinhole());
      int width = map.widthPx();
      double scaleX = camera.widthPx() / (double) width;
      double scaleY = camera.heightPx() / (double) map.heightPx();
      return new DenseFrames(own.options())
          .frame(
              new DenseFrames.Draft(
                  id,
                  new io.depthlm.common.dataset.FrameImage.InFile(image),
                  camera,
                  cameraToWorld,
                  scene,
                  split),
              map.depth(scaleM)
                  .withRays(
                      i ->
                          lens.rayPerZ(
                              (i % width + 0.5) * scaleX - 0.5,
                              (Math.floorDiv(i, width) + 0.5) * scaleY - 0.5)),
              own.kind(),
              map.file(depth, null, scaleM, own.kind()));
    }
  }
}
