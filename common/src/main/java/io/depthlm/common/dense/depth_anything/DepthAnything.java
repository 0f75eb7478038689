package io.depthlm.common.dense.depth_anything;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.dense.DepthMap;
import io.depthlm.common.dense.DepthMap.Quantity;
import io.depthlm.common.dense.Planes;
import io.depthlm.common.dense.Sampling;
import io.depthlm.common.dense.hub.Dinov2;
import io.depthlm.common.dense.hub.DptNeck;
import io.depthlm.common.dense.hub.DptProcessor;
import io.depthlm.common.dense.hub.HubModel;
import io.depthlm.common.dense.hub.HubPass;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.TensorPlan;
import io.depthlm.common.vlm.image.ImageUnfit;
import io.depthlm.common.vlm.torch.ScriptArchive;
import io.depthlm.common.vlm.torch.ScriptCall;
import java.util.List;
import java.util.function.Function;

/**
 * A Depth Anything network. A metric one says z in metres up to its greatest depth, and does not
 * know the focal length; a relative one says inverse depth without a unit.
 *
 * @param tower the DINOv2 tower
 * @param outputs the layers whose states the neck reads, ascending
 * @param normed whether the tower's last norm is applied to them
 */
record DepthAnything(Dinov2 tower, List<Integer> outputs, boolean normed, DptNeck neck, Head head)
    implements HubModel {
  /**
   * The head.
   *
   * @param fusion which fused level it reads, from the coarsest on
   * @param hiddenSize width of its last layer but one
   * @param most what its output, at most 1 where it is metric, is multiplied by
   * @param quantity what it says
   */
  record Head(int fusion, int hiddenSize, double most, Quantity quantity) {}

  @Override
  public DepthAnythingFamily family() {
    return new DepthAnythingFamily();
  }

  @Override
  public String described() {
    return "%s; DPT neck of width %d; %s"
        .formatted(
            tower.described(),
            neck.fusionSize(),
            head.quantity == Quantity.Z
                ? "z up to %s m, whatever the focal length".formatted(head.most)
                : "inverse depth without a unit");
  }

  @Override
  public Quantity quantity() {
    return head.quantity;
  }

  @Override
  public TensorPlan tensors() {
    TensorPlan plan = new TensorPlan();
    tower.addTensors(plan, "backbone.");
    neck.addTensors(plan, tower.hiddenSize());
    int fused = neck.fusionSize();
    DptNeck.convolution(plan, "head.conv1", fused / 2, fused, 3);
    DptNeck.convolution(plan, "head.conv2", head.hiddenSize, fused / 2, 3);
    DptNeck.convolution(plan, "head.conv3", 1, head.hiddenSize, 1);
    return plan;
  }

  @Override
  public boolean ignores(String name) {
    return Dinov2.isMask(name);
  }

  @Override
  public Function<PreparedFrame, Planes> processor(ConfigSection file) {
    DptProcessor processor = DptProcessor.of(file);
    int patch = tower.patchPx();
    return frame -> {
      Planes picture = processor.prepare(frame);
      if (picture.widthPx() % patch != 0 || picture.heightPx() % patch != 0) {
        throw new ImageUnfit(
            "a picture of %d x %d px is not made of whole %d px patches; the processor's"
                    .formatted(picture.widthPx(), picture.heightPx(), patch)
                + " ensure_multiple_of is "
                + processor.multiplePx());
      }
      return picture;
    };
  }

  @Override
  public List<String> scripts() {
    return List.of(
        Dinov2.script(),
        DptNeck.script(),
        ScriptArchive.resource(DepthAnything.class, "depth_anything.torchscript"));
  }

  @Override
  public DepthMap run(HubPass pass, Planes picture) {
    try (ScriptCall call = pass.script().method("depth_anything")) {
      NDArray depth =
          call.tensor(pass.pixels())
              .tensors(pass.weights())
              .integer(tower.layers())
              .integer(tower.heads())
              .number(tower.eps())
              .integers(outputs.stream().mapToInt(i -> i).toArray())
              .flag(normed)
              .integers(neck.factors().stream().mapToInt(i -> i).toArray())
              .integer(head.fusion)
              .number(head.most)
              .flag(head.quantity == Quantity.Z)
              .tensor(pass.scope());
      return new DepthMap(
          depth.toFloatArray(),
          picture.widthPx(),
          picture.heightPx(),
          picture.window(),
          Sampling.BICUBIC);
    }
  }

  @Override
  public void config(ObjectNode root) {
    tower.config(root.putObject("backbone_config"), outputs);
    neck.config(root);
    root.put("patch_size", tower.patchPx())
        .put("reassemble_hidden_size", tower.hiddenSize())
        .put("head_hidden_size", head.hiddenSize)
        .put("depth_estimation_type", head.quantity == Quantity.Z ? "metric" : "relative")
        .put("max_depth", (int) head.most);
  }

  @Override
  public void processor(ObjectNode root) {
    int side = tower.imagePx();
    root.put("image_processor_type", "DPTImageProcessor")
        .put("do_resize", true)
        .put("keep_aspect_ratio", true)
        .put("ensure_multiple_of", tower.patchPx())
        .put("do_pad", false);
    root.putObject("size").put("height", side).put("width", side);
  }
}
