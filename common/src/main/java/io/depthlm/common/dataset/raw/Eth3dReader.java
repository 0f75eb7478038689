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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * ETH3D's multi-view training set: distorted DSLR pictures, rendered laser depth on the same
 * distorted grid (float32 without a header, infinite = none), and COLMAP text files. Labels are z;
 * the radial distance of a label follows from its pixel's ray through the lens model.
 *
 * @param options what to read
 */
public record Eth3dReader(ReaderOptions options) implements OneFrameReader {
  /** {@code --format eth3d}. */
  public static final DatasetFormat FORMAT =
      new DatasetFormat("eth3d", Set.of(LabelMode.CORRECTED), Set.of(), Eth3dReader::new);

  private static final long MAX_DEPTH_BYTES = 200_000_000L;

  @Override
  public List<String> parts(DatasetFiles files) throws IOException {
    return InputFolders.required(
        InputFolders.find(files, "", l -> l.folders().contains("dslr_calibration_jpg")),
        files,
        "folder with dslr_calibration_jpg",
        "--input takes the folder that has the scenes in it");
  }

  @Override
  public Iterator<UnitListing> units(String scene, DatasetFiles files) throws IOException {
    ColmapModel model = ColmapModel.read(files, InputFolders.join(scene, "dslr_calibration_jpg"));
    return new Mapped<>(model.images(files), image -> unit(scene, model, image));
  }

  private static UnitListing unit(String scene, ColmapModel model, ColmapModel.Image image) {
    String id = InputFolders.join(scene, "images/" + image.name());
    try {
      Checks.inside(image.name());
      ObjectNode detail = Json.MAPPER.createObjectNode();
      detail
          .put("scene", scene)
          .put("depth", InputFolders.join(scene, "ground_truth_depth/" + image.name()))
          .put("camera", model.cameraLine(image));
      Json.put(detail, "pose", image.worldToCamera());
      return UnitListing.of(id, detail.toString());
    } catch (UnitFault e) {
      return UnitListing.of(UnitFault.reject(id, e));
    }
  }

  @Override
  public UnitResult frame(DatasetUnit unit, DatasetFiles files) throws IOException {
    Json detail = Json.ofDetail(unit.detail());
    ColmapCamera lens = ColmapCamera.parse(detail.text("camera"));
    Intrinsics camera = Checks.usable(unit.id(), lens.pinhole());
    int width = camera.widthPx();
    int height = camera.heightPx();
    String path = detail.text("depth");
    ByteBuffer depth =
        ByteBuffer.wrap(files.read(path, MAX_DEPTH_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    if (depth.limit() != 4L * width * height) {
      throw new UnitFault(
          RejectReason.FILE_UNREADABLE,
          "%s has %,d bytes, %d x %d floats are %,d"
              .formatted(path, depth.limit(), width, height, 4L * width * height));
    }
    return new DenseFrames(options)
        .frame(
            new DenseFrames.Draft(unit.id(), camera, detail.text("scene"), null)
                .withPose(detail.transform("pose").inverse()),
            new DenseDepth(width, height, i -> depth.getFloat(4 * i))
                .withRays(i -> lens.rayPerZ(i % width, Math.floorDiv(i, width))),
            LabelKind.Z,
            new DepthFile(path, null, DepthEncoding.RAW_F32, 1, LabelKind.Z, width, height));
  }
}
