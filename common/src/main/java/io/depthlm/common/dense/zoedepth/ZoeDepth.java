package io.depthlm.common.dense.zoedepth;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.dense.DepthMap;
import io.depthlm.common.dense.DepthMap.Quantity;
import io.depthlm.common.dense.DepthMap.Window;
import io.depthlm.common.dense.Planes;
import io.depthlm.common.dense.Sampling;
import io.depthlm.common.dense.hub.DptNeck;
import io.depthlm.common.dense.hub.HubModel;
import io.depthlm.common.dense.hub.HubPass;
import io.depthlm.common.dense.zoedepth.MetricHead.Bins;
import io.depthlm.common.dense.zoedepth.MetricHead.Router;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.TensorPlan;
import io.depthlm.common.vlm.torch.ScriptArchive;
import io.depthlm.common.vlm.torch.ScriptCall;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A ZoeDepth network: z in metres, whatever the focal length.
 *
 * @param outputs the layers whose states the neck reads, ascending
 * @param relativeLevel the fused level that the relative head reads
 * @param features of the relative head
 */
record ZoeDepth(
    Beit tower,
    List<Integer> outputs,
    DptNeck neck,
    int relativeLevel,
    int features,
    MetricHead metric)
    implements HubModel {
  @Override
  public ZoeDepthFamily family() {
    return new ZoeDepthFamily();
  }

  @Override
  public String described() {
    return "%s; DPT neck of width %d; bins %s, whatever the focal length"
        .formatted(
            tower.described(),
            neck.fusionSize(),
            metric.bins().stream()
                .map(bins -> "from %s to %s m".formatted(bins.leastM(), bins.mostM()))
                .collect(Collectors.joining(" or ")));
  }

  @Override
  public Quantity quantity() {
    return Quantity.Z;
  }

  @Override
  public TensorPlan tensors() {
    TensorPlan plan = new TensorPlan();
    tower.addTensors(plan);
    neck.addTensors(plan, tower.hiddenSize());
    int fused = neck.fusionSize();
    DptNeck.convolution(plan, "relative_head.conv1", fused / 2, fused, 3);
    DptNeck.convolution(plan, "relative_head.conv2", features, fused / 2, 3);
    DptNeck.convolution(plan, "relative_head.conv3", 1, features, 1);
    metric.addTensors(plan, fused, features);
    return plan;
  }

  @Override
  public boolean ignores(String name) {
    return Beit.isUnused(name);
  }

  @Override
  public Function<PreparedFrame, Planes> processor(ConfigSection file) {
    ZoeDepthProcessor processor = ZoeDepthProcessor.of(file);
    return frame -> processor.prepare(frame, tower.patchPx());
  }

  @Override
  public List<String> scripts() {
    return List.of(
        Beit.script(),
        DptNeck.script(),
        ScriptArchive.resource(ZoeDepth.class, "zoedepth.torchscript"));
  }

  @Override
  public DepthMap run(HubPass pass, Planes picture) {
    long[] distances =
        Beit.distances(picture.heightPx() / tower.patchPx(), picture.widthPx() / tower.patchPx());
    Router router = metric.router();
    List<Bins> bins = metric.bins();
    try (ScriptCall call = pass.script().method("zoedepth")) {
      NDArray depth =
          call.tensor(pass.pixels())
              .tensors(pass.weights())
              .tensor(pass.scope().create(distances))
              .integer(tower.side())
              .integers(tower.layers(), tower.heads())
              .number(tower.eps())
              .integers(outputs.stream().mapToInt(i -> i).toArray())
              .integers(neck.factors().stream().mapToInt(i -> i).toArray())
              .integer(relativeLevel)
              .text(router == null ? "" : bins.get(0).name())
              .text(router == null ? "" : bins.get(1).name())
              .integers(Router.LAYERS, router == null ? 1 : router.heads())
              .numbers(
                  bins.stream()
                      .flatMap(set -> List.of(set.leastM(), set.mostM()).stream())
                      .mapToDouble(d -> d)
                      .toArray())
              .flag(metric.bounded())
              .flag(metric.mean())
              .number(metric.coldest())
              .number(metric.hottest())
              .tensor(pass.scope());
      int height = (int) depth.getShape().get(0);
      int width = (int) depth.getShape().get(1);
      double across = width / (double) picture.widthPx();
      double down = height / (double) picture.heightPx();
      Window of = picture.window();
      return new DepthMap(
          depth.toFloatArray(),
          width,
          height,
          new Window(of.left() * across, of.top() * down, of.width() * across, of.height() * down),
          Sampling.BICUBIC);
    }
  }

  @Override
  public void config(ObjectNode root) {
    tower.config(root.putObject("backbone_config"), outputs);
    neck.config(root);
    root.put("readout_type", "project")
        .put("bottleneck_features", neck.fusionSize())
        .put("num_relative_features", features);
    metric.config(root);
  }

  @Override
  public void processor(ObjectNode root) {
    int side = tower.side() * tower.patchPx();
    root.put("image_processor_type", "ZoeDepthImageProcessor")
        .put("do_resize", true)
        .put("do_pad", true)
        .put("keep_aspect_ratio", true)
        .put("ensure_multiple_of", 32)
        .put("resample", 2);
    root.putArray("image_mean").add(0.5).add(0.5).add(0.5);
    root.putArray("image_std").add(0.5).add(0.5).add(0.5);
    root.putObject("size").put("height", side).put("width", side * 4 / 3);
  }
}
