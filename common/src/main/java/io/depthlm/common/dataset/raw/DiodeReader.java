package io.depthlm.common.dataset.raw;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.DatasetUnit;
import io.depthlm.common.dataset.DepthEncoding;
import io.depthlm.common.dataset.DepthFile;
import io.depthlm.common.dataset.LabelMode;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.imaging.ImageLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * DIODE: {@code NAME.png}, {@code NAME_depth.npy} (float32 metres) and {@code NAME_depth_mask.npy}
 * beside each other, one camera for all. Labels are z. A pixel outside of the authors' mask was not
 * measured.
 *
 * @param options what to read
 */
public record DiodeReader(ReaderOptions options) implements OneFrameReader {
  /** {@code --format diode}. */
  public static final DatasetFormat FORMAT =
      new DatasetFormat("diode", Set.of(LabelMode.CORRECTED), Set.of(), DiodeReader::new)
          .withSplits();

  /** The camera of the authors' development kit, for 1024 × 768 pixels. */
  private static final double[] CAMERA = {886.81, 927.06, 512, 384};

  @Override
  public List<String> parts(DatasetFiles files) throws IOException {
    List<String> scenes = new ArrayList<>();
    for (String split : files.list("").folders()) {
      if (options.split() != null && !options.split().equals(split)) {
        continue;
      }
      for (String kind : files.list(split).folders()) {
        for (String scene : files.list(split + "/" + kind).folders()) {
          scenes.add(split + "/" + kind + "/" + scene);
        }
      }
    }
    return InputFolders.required(
        scenes,
        files,
        "folder SPLIT/indoors/SCENE or SPLIT/outdoor/SCENE",
        "--input takes the folder that has train or val in it");
  }

  @Override
  public Iterator<UnitListing> units(String scene, DatasetFiles files) throws IOException {
    List<UnitListing> units = new ArrayList<>();
    for (String folder :
        InputFolders.find(
            files, scene, l -> l.files().stream().anyMatch(f -> f.name().endsWith("_depth.npy")))) {
      for (String file : InputFolders.named(files, folder, ".png")) {
        ObjectNode detail = Json.MAPPER.createObjectNode();
        detail
            .put("image", folder + "/" + file)
            .put("scene", folder)
            .put("split", scene.substring(0, scene.indexOf('/')));
        units.add(UnitListing.of(folder + "/" + file, detail.toString()));
      }
    }
    return units.iterator();
  }

  @Override
  public UnitResult frame(DatasetUnit unit, DatasetFiles files) throws IOException {
    Json detail = Json.ofDetail(unit.detail());
    String image = detail.text("image");
    String base = image.substring(0, image.length() - 4);
    Npy depth = array(files, base + "_depth.npy");
    Npy mask = array(files, base + "_depth_mask.npy");
    int height = depth.shape()[0];
    int width = depth.shape()[1];
    if (mask.size() != depth.size() || depth.size() != width * height) {
      throw new UnitFault(
          RejectReason.FILE_UNREADABLE, base + ": depth and mask have different sizes");
    }
    double scaleX = width / 1024.0;
    double scaleY = height / 768.0;
    return new DenseFrames(options)
        .frame(
            new DenseFrames.Draft(
                image,
                new Intrinsics(
                    CAMERA[0] * scaleX,
                    CAMERA[1] * scaleY,
                    CAMERA[2] * scaleX,
                    CAMERA[3] * scaleY,
                    width,
                    height),
                detail.text("scene"),
                detail.text("split")),
            new DenseDepth(width, height, i -> mask.at(i) > 0 ? depth.at(i) : 0),
            LabelKind.Z,
            new DepthFile(
                base + "_depth.npy", null, DepthEncoding.NPY, 1, LabelKind.Z, width, height));
  }

  private static Npy array(DatasetFiles files, String path) throws IOException {
    Npy array = Npy.parse(path, files.read(path, ImageLimits.DEFAULT.maxBytes()));
    if (array.shape().length < 2 || array.size() == 0) {
      throw new UnitFault(RejectReason.FILE_UNREADABLE, path + " is not a map");
    }
    return array;
  }
}
