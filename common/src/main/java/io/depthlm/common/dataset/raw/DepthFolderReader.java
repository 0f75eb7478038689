package io.depthlm.common.dataset.raw;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.DatasetUnit;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.dataset.UnitReject;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.RigidTransform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Any folder of pictures beside depth maps of the same names: 16-bit PNG, {@code .npy}, OpenEXR or
 * PFM, with one camera for all pictures or one for each.
 *
 * @param options what to read; the format's page lists its own options
 */
public record DepthFolderReader(ReaderOptions options) implements OneFrameReader {
  /** {@code --format depth-folder}. */
  public static final DatasetFormat FORMAT =
      DatasetFormat.ofOwn(
          "depth-folder",
          DatasetFormat.Depths.GIVEN,
          Set.of(
              "scale",
              "images",
              "depth",
              "image-prefix",
              "image-suffix",
              "depth-prefix",
              "depth-suffix",
              "camera",
              "cameras",
              "poses"),
          DepthFolderReader::new);

  private static final List<String> IMAGES = List.of("images", "rgb", "image", "color");
  private static final List<String> DEPTHS = List.of("depth", "depths", "depth_maps");

  /** Checks the options. */
  public DepthFolderReader {
    OwnLayout own = new OwnLayout("depth-folder", options);
    own.scaleM();
    if (options.extra().containsKey("camera") == options.extra().containsKey("cameras")) {
      throw new UserError(
          "--format depth-folder needs one of --option camera and --option cameras",
          "camera=fx,fy,cx,cy (or a file) is that of all pictures; cameras=FOLDER has a file for"
              + " each");
    }
    own.camera();
  }

  private OwnLayout own() {
    return new OwnLayout("depth-folder", options);
  }

  private NamePattern names(String kind) {
    return new NamePattern(
        options.extra().getOrDefault(kind + "-prefix", ""),
        options.extra().getOrDefault(kind + "-suffix", ""));
  }

  @Override
  public List<String> parts(DatasetFiles files) throws IOException {
    List<String> parts = new ArrayList<>();
    for (String scene : scenes(files)) {
      String images = folder(files, scene, "images", IMAGES);
      String depth = folder(files, scene, "depth", DEPTHS);
      addFolders(files, scene, images, depth, parts);
    }
    return InputFolders.required(
        parts,
        files,
        "pictures beside depth maps",
        "--input takes a folder with the folders images and depth in it, or in each of its scenes;"
            + " --option images=… and depth=… name other ones");
  }

  /** The input folder itself, or each folder below it that has pictures and depth. */
  private List<String> scenes(DatasetFiles files) throws IOException {
    List<String> images = own().folder("images").map(List::of).orElse(IMAGES);
    List<String> depths = own().folder("depth").map(List::of).orElse(DEPTHS);
    String firstImages = OwnLayout.firstThere(files, "", images);
    if (files.exists(firstImages) && files.exists(OwnLayout.firstThere(files, "", depths))) {
      return List.of("");
    }
    return InputFolders.find(
        files,
        "",
        l ->
            images.stream().anyMatch(i -> l.folders().contains(i.split("/")[0]))
                && depths.stream().anyMatch(d -> l.folders().contains(d.split("/")[0])));
  }

  private String folder(DatasetFiles files, String scene, String key, List<String> usual)
      throws IOException {
    var named = own().folder(key);
    return named.isPresent() ? named.get() : OwnLayout.firstThere(files, scene, usual);
  }

  /** A part for each folder with pictures: scene, images, depth and the folder below both. */
  private void addFolders(
      DatasetFiles files, String scene, String images, String depth, List<String> parts)
      throws IOException {
    String top = InputFolders.join(scene, images);
    String depths = InputFolders.join(scene, depth);
    boolean shared = top.equals(depths);
    InputFolders.walk(
        files,
        top,
        (folder, listing) -> {
          boolean inDepth = !shared && (folder.equals(depths) || folder.startsWith(depths + "/"));
          if (!inDepth && listing.files().stream().anyMatch(f -> picture(f.name(), shared))) {
            String below =
                folder.equals(top) ? "" : folder.substring(top.isEmpty() ? 0 : top.length() + 1);
            parts.add(String.join("\n", scene, images, depth, below));
          }
        });
  }

  /**
   * Whether a file is a picture.
   *
   * @param shared whether depth maps lie in the same folder: prefixes and suffixes tell which is
   *     which, and where there are none, a PNG is a depth map
   */
  private boolean picture(String name, boolean shared) {
    NamePattern images = names("image");
    NamePattern depths = names("depth");
    boolean png = !shared || !images.isWhole() || !depths.isWhole();
    return (InputFolders.endsIn(name, ".jpg", ".jpeg")
            || (png && InputFolders.endsIn(name, ".png")))
        && images.key(name).isPresent()
        && (!shared || depths.isWhole() || depths.key(name).isEmpty());
  }

  @Override
  public Iterator<UnitListing> units(String part, DatasetFiles files) throws IOException {
    String[] where = part.split("\n", -1);
    String scene = where[0];
    String images = InputFolders.join(InputFolders.join(scene, where[1]), where[3]);
    String depths = InputFolders.join(InputFolders.join(scene, where[2]), where[3]);
    Map<String, String> depthByKey =
        new TreeMap<>(OwnLayout.depthsByKey(files, depths, names("depth")));
    boolean shared = images.equals(depths);
    List<UnitListing> units = new ArrayList<>();
    for (DatasetFiles.Item item : files.list(images).files()) {
      if (!picture(item.name(), shared)) {
        continue;
      }
      String image = InputFolders.join(images, item.name());
      String key = names("image").key(item.name()).orElseThrow();
      String depth = depthByKey.remove(key);
      if (depth == null) {
        units.add(
            UnitListing.of(
                new UnitReject(
                    image,
                    RejectReason.FILE_MISSING,
                    "no depth map %s in %s".formatted(names("depth").name(key), depths))));
        continue;
      }
      ObjectNode detail = Json.MAPPER.createObjectNode();
      detail
          .put("scene", scene)
          .put("depth", InputFolders.join(depths, depth))
          .put("key", InputFolders.join(where[3], key));
      units.add(UnitListing.of(image, detail.toString()));
    }
    for (String depth : depthByKey.values()) {
      if (!shared) {
        units.add(
            UnitListing.of(
                new UnitReject(
                    InputFolders.join(depths, depth),
                    RejectReason.FILE_MISSING,
                    "a depth map without a picture in " + images)));
      }
    }
    return units.iterator();
  }

  @Override
  public UnitResult frame(DatasetUnit unit, DatasetFiles files) throws IOException {
    Json detail = Json.ofDetail(unit.detail());
    String scene = detail.node().get("scene").asText();
    String key = detail.text("key");
    StoredDepth map = StoredDepth.read(files, detail.text("depth"));
    double scaleM = own().scaleM(map);
    Intrinsics camera = camera(files, scene, key, map);
    DenseFrames.Draft draft =
        new DenseFrames.Draft(unit.id(), camera, scene.isEmpty() ? null : scene, null);
    var poses = own().folder("poses");
    if (poses.isPresent()) {
      draft =
          draft.withPose(pose(files, InputFolders.join(scene, poses.get()) + "/" + key + ".txt"));
    }
    return new DenseFrames(options)
        .frame(
            draft,
            map.depth(scaleM),
            own().kind(),
            map.file(detail.text("depth"), null, scaleM, own().kind()));
  }

  private Intrinsics camera(DatasetFiles files, String scene, String key, StoredDepth map)
      throws IOException {
    String one = options.extra().get("camera");
    String where;
    String text;
    if (own().camera().isPresent()) {
      where = "--option camera";
      text = one;
    } else {
      where = one != null ? Checks.inside(one) : null;
      if (where != null && !scene.isEmpty() && files.exists(InputFolders.join(scene, where))) {
        where = InputFolders.join(scene, where);
      }
      if (where == null) {
        String folder = InputFolders.join(scene, own().folder("cameras").orElse(""));
        where = InputFolders.join(folder, key + ".txt");
        where = files.exists(where) ? where : InputFolders.join(folder, key + ".json");
      }
      text = CameraText.ofFile(where, files.read(where, 1 << 20));
    }
    return CameraText.parse(where, text, map.widthPx(), map.heightPx());
  }

  /** From the camera to the world: 12 or 16 numbers, row by row. */
  private static RigidTransform pose(DatasetFiles files, String path) throws IOException {
    String text = new String(files.read(path, 1 << 20), StandardCharsets.UTF_8);
    double[] v;
    try {
      v = DenseFrames.numbers(path, text, 12);
    } catch (UnitFault e) {
      throw new UnitFault(RejectReason.BAD_POSE, e.getMessage(), e);
    }
    for (double number : v) {
      if (!Double.isFinite(number)) {
        throw new UnitFault(RejectReason.BAD_POSE, path + " is not finite");
      }
    }
    return RigidTransform.ofMatrix(v);
  }
}
