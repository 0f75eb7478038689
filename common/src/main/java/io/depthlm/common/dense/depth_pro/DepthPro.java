package io.depthlm.common.dense.depth_pro;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.dense.DepthMap;
import io.depthlm.common.dense.DepthMap.Quantity;
import io.depthlm.common.dense.Planes;
import io.depthlm.common.dense.Sampling;
import io.depthlm.common.dense.hub.Dinov2;
import io.depthlm.common.dense.hub.DptNeck;
import io.depthlm.common.dense.hub.HubModel;
import io.depthlm.common.dense.hub.HubPass;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.TensorPlan;
import io.depthlm.common.vlm.torch.ScriptArchive;
import io.depthlm.common.vlm.torch.ScriptCall;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Depth Pro network: inverse depth for a picture as wide as its focal length, times width over
 * focal length. The focal length is its own guess, or the camera's where it has no tower for that.
 *
 * @param patchPx side of the pictures that its towers read
 * @param patches the tower of patches
 * @param picture the tower of the whole picture
 * @param view the tower of the field of view; null where there is none
 * @param fusionSize width of the fused levels
 * @param viewLayers halving layers of the field of view's head
 */
record DepthPro(
    int patchPx,
    Dinov2 patches,
    Dinov2 picture,
    Dinov2 view,
    Pyramid pyramid,
    int fusionSize,
    int viewLayers)
    implements HubModel {
  /**
   * How a picture is cut into patches, and what is made of their states.
   *
   * @param ratios sizes of the picture, ascending
   * @param overlaps of neighbours, as a share of their side
   * @param widths of the levels of each ratio
   * @param hooks layers whose states become further levels, counted from 0
   * @param hookWidths of those levels
   * @param overlapTokens tokens that neighbours of a picture of ratio 1 share, on either side
   */
  record Pyramid(
      List<Double> ratios,
      List<Double> overlaps,
      List<Integer> widths,
      List<Integer> hooks,
      List<Integer> hookWidths,
      int overlapTokens) {}

  @Override
  public DepthProFamily family() {
    return new DepthProFamily();
  }

  @Override
  public String described() {
    return "%s, for patches of %d px; the focal length is %s"
        .formatted(patches.described(), patchPx, view == null ? "the camera's" : "its own guess");
  }

  @Override
  public Quantity quantity() {
    return Quantity.INVERSE_Z;
  }

  /** Side of the towers' grid. */
  private int grid() {
    return patchPx / picture.patchPx();
  }

  @Override
  public TensorPlan tensors() {
    TensorPlan plan = new TensorPlan();
    patches.addTensors(plan, "depth_pro.encoder.patch_encoder.model.");
    picture.addTensors(plan, "depth_pro.encoder.image_encoder.model.");
    addNeck(plan);
    int levels = pyramid.ratios.size() + pyramid.hooks.size();
    for (int level = 0; level < levels; level++) {
      boolean last = level == levels - 1;
      String at = "fusion_stage." + (last ? "final." : "intermediate." + level + ".");
      DptNeck.residuals(plan, at, fusionSize);
      if (!last) {
        plan.put(at + "deconv.weight", fusionSize, fusionSize, 2, 2);
      }
      DptNeck.convolution(plan, at + "projection", fusionSize, fusionSize, 1);
    }
    int half = fusionSize / 2;
    DptNeck.convolution(plan, "head.layers.0", half, fusionSize, 3);
    DptNeck.convolution(plan, "head.layers.1", half, half, 2);
    DptNeck.convolution(plan, "head.layers.2", 32, half, 3);
    DptNeck.convolution(plan, "head.layers.4", 1, 32, 1);
    if (view != null) {
      addView(plan);
    }
    return plan;
  }

  private void addNeck(TensorPlan plan) {
    String at = "depth_pro.neck.feature_upsample.";
    int first = pyramid.widths.get(0);
    plan.put(at + "image_block.layers.0.weight", picture.hiddenSize(), first, 2, 2);
    plan.put(at + "image_block.layers.0.bias", first);
    for (int i = 0; i < pyramid.widths.size(); i++) {
      int width = pyramid.widths.get(i);
      grown(plan, at + "scaled_images." + i + ".layers.", width, width, 1);
    }
    for (int i = 0; i < pyramid.hookWidths.size(); i++) {
      int width = pyramid.hookWidths.get(i);
      int inner = i == 0 ? fusionSize : width;
      grown(plan, at + "intermediate." + i + ".layers.", inner, width, 2 + i);
    }
    DptNeck.convolution(
        plan, "depth_pro.neck.fuse_image_with_low_res", first, Math.multiplyExact(2, first), 1);
    List<Integer> widths =
        Stream.concat(pyramid.widths.stream(), pyramid.hookWidths.stream()).toList();
    for (int i = 0; i < widths.size(); i++) {
      if (i < widths.size() - 1 || widths.get(i) != fusionSize) {
        plan.put(
            "depth_pro.neck.feature_projection.projections." + i + ".weight",
            fusionSize,
            widths.get(i),
            3,
            3);
      }
    }
  }

  private void grown(TensorPlan plan, String at, int inner, int width, int layers) {
    plan.put(at + "0.weight", inner, patches.hiddenSize(), 1, 1);
    for (int i = 0; i < layers; i++) {
      plan.put(at + (i + 1) + ".weight", i == 0 ? inner : width, width, 2, 2);
    }
  }

  private void addView(TensorPlan plan) {
    view.addTensors(plan, "fov_model.fov_encoder.model.");
    plan.linear("fov_model.fov_encoder.neck", fusionSize / 2, view.hiddenSize());
    DptNeck.convolution(plan, "fov_model.conv", fusionSize / 2, fusionSize, 3);
    for (int i = 0; i < viewLayers; i++) {
      DptNeck.convolution(
          plan, "fov_model.head.layers." + 2 * i, viewWidth(i + 1), viewWidth(i), 3);
    }
    int side = (int) ((grid() - 1) / (double) (1 << viewLayers) + 1);
    DptNeck.convolution(
        plan, "fov_model.head.layers." + 2 * viewLayers, 1, viewWidth(viewLayers), side);
  }

  /** Width before a layer of the field of view's head. */
  private int viewWidth(int layer) {
    return (int) Math.ceil(fusionSize / (double) (1L << (layer + 1)));
  }

  @Override
  public boolean ignores(String name) {
    return Dinov2.isMask(name) || view == null && name.startsWith("fov_model.");
  }

  @Override
  public Function<PreparedFrame, Planes> processor(ConfigSection file) {
    DepthProProcessor processor = DepthProProcessor.of(file);
    int least = (int) Math.ceil(patchPx / pyramid.ratios.get(0));
    if (processor.widthPx() < least || processor.heightPx() < least) {
      throw file.wrong(
          "size", "at least %d, a patch at the least of scaled_images_ratios".formatted(least));
    }
    return processor::prepare;
  }

  @Override
  public List<String> scripts() {
    return List.of(
        Dinov2.script(), ScriptArchive.resource(DepthPro.class, "depth_pro.torchscript"));
  }

  @Override
  public DepthMap run(HubPass pass, Planes planes) {
    TreeSet<Integer> wanted = new TreeSet<>(List.of(patches.layers()));
    pyramid.hooks.forEach(hook -> wanted.add(hook + 1));
    int halvings = (int) (Math.log(planes.widthPx() / (double) grid()) / Math.log(2) + 1e-9);
    try (ScriptCall call = pass.script().method("depth_pro")) {
      NDArray inverse =
          call.tensor(pass.pixels())
              .tensors(pass.weights())
              .integer(patchPx)
              .integer(grid())
              .integers(
                  patches.layers(),
                  patches.heads(),
                  picture.layers(),
                  picture.heads(),
                  view == null ? 0 : view.layers(),
                  view == null ? 0 : view.heads())
              .numbers(patches.eps(), picture.eps(), view == null ? 0 : view.eps())
              .integers(ints(pyramid.hooks))
              .integers(ints(List.copyOf(wanted)))
              .numbers(doubles(pyramid.ratios))
              .numbers(doubles(pyramid.overlaps))
              .integer(pyramid.overlapTokens)
              .integer(planes.heightPx() >> halvings)
              .integer(planes.widthPx() >> halvings)
              .integer(viewLayers)
              .tensor(pass.scope());
      float[] values = inverse.toFloatArray();
      if (view == null) {
        float factor = (float) (planes.camera().widthPx() / planes.camera().fxPx());
        IntStream.range(0, values.length).forEach(i -> values[i] *= factor);
      }
      int height = (int) inverse.getShape().get(0);
      return new DepthMap(values, values.length / height, height, Sampling.BILINEAR);
    }
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(i -> i).toArray();
  }

  private static double[] doubles(List<Double> list) {
    return list.stream().mapToDouble(d -> d).toArray();
  }

  @Override
  public void config(ObjectNode root) {
    patches.config(root.putObject("patch_model_config"), List.of());
    picture.config(root.putObject("image_model_config"), List.of());
    if (view != null) {
      view.config(root.putObject("fov_model_config"), List.of());
      root.put("num_fov_head_layers", viewLayers);
    }
    root.put("use_fov_model", view != null)
        .put("patch_size", patchPx)
        .put("fusion_hidden_size", fusionSize)
        .put("merge_padding_value", pyramid.overlapTokens);
    list(root, "scaled_images_ratios", pyramid.ratios);
    list(root, "scaled_images_overlap_ratios", pyramid.overlaps);
    list(root, "scaled_images_feature_dims", pyramid.widths);
    list(root, "intermediate_hook_ids", pyramid.hooks);
    list(root, "intermediate_feature_dims", pyramid.hookWidths);
  }

  private static void list(ObjectNode root, String key, List<? extends Number> values) {
    ArrayNode node = root.putArray(key);
    List<Number> numbers = new ArrayList<>(values);
    for (Number number : numbers) {
      if (number instanceof Integer whole) {
        node.add(whole);
      } else {
        node.add(number.doubleValue());
      }
    }
  }

  @Override
  public void processor(ObjectNode root) {
    int side = (int) Math.ceil(patchPx / pyramid.ratios.get(0));
    root.put("image_processor_type", "DepthProImageProcessor")
        .put("do_resize", true)
        .put("resample", 2);
    root.putArray("image_mean").add(0.5).add(0.5).add(0.5);
    root.putArray("image_std").add(0.5).add(0.5).add(0.5);
    root.putObject("size").put("height", side).put("width", side);
  }
}
