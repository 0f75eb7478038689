package io.depthlm.common.dense.zoedepth;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.dense.hub.DptNeck;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.TensorPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * ZoeDepth's head for metres: one set of bins, or two of which a small transformer chooses one for
 * each picture.
 *
 * @param bins the sets, one or two
 * @param embedding width of a level's embedding of bins
 * @param attractors how many move the bins of each level, coarsest first; two sets have 16 always
 * @param bounded whether the bins stay within their set's limits
 * @param mean whether moves are averaged rather than added
 * @param coldest the lowest temperature of the distribution over bins
 * @param hottest the highest
 * @param router what chooses; null where there is one set
 */
record MetricHead(
    List<Bins> bins,
    int embedding,
    List<Integer> attractors,
    boolean bounded,
    boolean mean,
    double coldest,
    double hottest,
    Router router) {
  static final int LEVELS = 4;
  private static final int ROUTER_SIZE = 128;

  /**
   * A set of bins.
   *
   * @param name in the tensors' names; null where there is one set
   */
  record Bins(String name, int count, double leastM, double mostM) {}

  /** The transformer that chooses. */
  record Router(int ffnSize, int heads) {
    /** As many as the reference runs, whatever the file says. */
    static final int LAYERS = 4;
  }

  static MetricHead read(ConfigSection root) {
    List<Bins> bins = bins(root);
    List<Integer> attractors = root.ints("num_attractors").orElse(List.of(16, 8, 4, 1));
    if (attractors.size() != LEVELS || attractors.contains(0)) {
      throw root.wrong("num_attractors", "four numbers from 1");
    }
    boolean bounded =
        switch (root.text("bin_centers_type").orElse("softplus")) {
          case "normed" -> true;
          case "softplus" -> false;
          default -> throw root.wrong("bin_centers_type", "normed or softplus");
        };
    boolean mean =
        switch (root.text("attractor_kind").orElse("mean")) {
          case "mean" -> true;
          case "sum" -> false;
          default -> throw root.wrong("attractor_kind", "mean or sum");
        };
    int embedding = root.size("bin_embedding_dim").orElse(128);
    if (embedding < 2) {
      throw root.wrong("bin_embedding_dim", "at least 2");
    }
    return new MetricHead(
        bins,
        embedding,
        bins.size() == 2 ? List.of(16, 16, 16, 16) : attractors,
        bounded,
        mean,
        root.positive("min_temp").orElse(0.0212),
        root.positive("max_temp").orElse(50),
        bins.size() == 2 ? router(root) : null);
  }

  private static List<Bins> bins(ConfigSection root) {
    List<ConfigSection> sections = root.sections("bin_configurations");
    if (sections.isEmpty()) {
      return List.of(new Bins(null, 64, 1e-3, 10));
    }
    if (sections.size() > 2) {
      throw root.unsupported("bin_configurations");
    }
    List<Bins> bins = new ArrayList<>();
    for (ConfigSection section : sections) {
      String name = null;
      if (sections.size() == 2) {
        name = section.text("name").orElseThrow(() -> section.missing("name"));
        if (!name.matches("\\w{1,100}")) {
          throw section.wrong("name", "a word");
        }
      }
      Bins read =
          new Bins(
              name,
              section.size("n_bins").orElseThrow(() -> section.missing("n_bins")),
              section.positive("min_depth").orElseThrow(() -> section.missing("min_depth")),
              section.positive("max_depth").orElseThrow(() -> section.missing("max_depth")));
      if (read.mostM <= read.leastM) {
        throw section.wrong("max_depth", "more than min_depth");
      }
      bins.add(read);
    }
    return bins;
  }

  private static Router router(ConfigSection root) {
    int size = root.size("patch_transformer_hidden_size").orElse(ROUTER_SIZE);
    if (size != ROUTER_SIZE) {
      throw root.unsupported("patch_transformer_hidden_size");
    }
    if (root.size("num_patch_transformer_layers").orElse(Router.LAYERS) != Router.LAYERS) {
      throw root.unsupported("num_patch_transformer_layers");
    }
    int heads = root.size("patch_transformer_num_attention_heads").orElse(4);
    if (ROUTER_SIZE % heads != 0) {
      throw root.wrong("patch_transformer_num_attention_heads", "a divisor of " + ROUTER_SIZE);
    }
    return new Router(root.size("patch_transformer_intermediate_size").orElse(1024), heads);
  }

  /**
   * Adds its tensors.
   *
   * @param fused width of the fused levels
   * @param features of the relative head, which it reads
   */
  void addTensors(TensorPlan plan, int fused, int features) {
    boolean two = router != null;
    String at = "metric_head.";
    DptNeck.convolution(plan, at + "conv2", fused, fused, 1);
    int inner = two ? embedding / 2 : 128;
    pair(plan, at + "seed_projector", fused, inner, embedding);
    for (int level = 0; level < LEVELS; level++) {
      pair(plan, at + "projectors." + level, fused, inner, embedding);
    }
    for (Bins set : bins) {
      String tail = two ? "." + set.name : "";
      String seed = at + (two ? "seed_bin_regressors" : "seed_bin_regressor") + tail;
      pair(plan, seed, fused, two ? inner : 256, set.count);
      for (int level = 0; level < LEVELS; level++) {
        int numbers = attractors.get(level) * (bounded ? 2 : 1);
        pair(plan, at + "attractors" + tail + "." + level, embedding, embedding, numbers);
      }
      int in = features + (two ? 0 : 1) + embedding;
      int narrow = in / (two ? 4 : 2);
      String mlp = at + "conditional_log_binomial" + tail + ".mlp.";
      DptNeck.convolution(plan, mlp + "0", narrow, in, 1);
      DptNeck.convolution(plan, mlp + "2", 4, narrow, 1);
    }
    if (two) {
      addRouter(plan, fused);
    }
  }

  private void addRouter(TensorPlan plan, int fused) {
    String at = "metric_head.patch_transformer.";
    DptNeck.convolution(plan, at + "embedding_convPxP", ROUTER_SIZE, fused, 1);
    for (int layer = 0; layer < Router.LAYERS; layer++) {
      String in = at + "transformer_encoder." + layer + ".";
      for (String name : List.of("query", "key", "value", "out_proj")) {
        plan.linear(in + "self_attn." + name, ROUTER_SIZE, ROUTER_SIZE);
      }
      plan.linear(in + "linear1", router.ffnSize, ROUTER_SIZE);
      plan.linear(in + "linear2", ROUTER_SIZE, router.ffnSize);
      for (String norm : List.of("norm1", "norm2")) {
        plan.put(in + norm + ".weight", ROUTER_SIZE);
        plan.put(in + norm + ".bias", ROUTER_SIZE);
      }
    }
    plan.linear("metric_head.mlp_classifier.linear1", ROUTER_SIZE, ROUTER_SIZE);
    plan.linear("metric_head.mlp_classifier.linear2", 2, ROUTER_SIZE);
  }

  private static void pair(TensorPlan plan, String name, int in, int inner, int out) {
    DptNeck.convolution(plan, name + ".conv1", inner, in, 1);
    DptNeck.convolution(plan, name + ".conv2", out, inner, 1);
  }

  /** Writes what it is. */
  void config(ObjectNode root) {
    root.put("bin_embedding_dim", embedding)
        .put("bin_centers_type", bounded ? "normed" : "softplus")
        .put("attractor_kind", mean ? "mean" : "sum")
        .put("min_temp", coldest)
        .put("max_temp", hottest);
    ArrayNode counts = root.putArray("num_attractors");
    attractors.forEach(counts::add);
    ArrayNode sets = root.putArray("bin_configurations");
    for (Bins set : bins) {
      ObjectNode node = sets.addObject();
      if (set.name != null) {
        node.put("name", set.name);
      }
      node.put("n_bins", set.count).put("min_depth", set.leastM).put("max_depth", set.mostM);
    }
    if (router != null) {
      root.put("num_patch_transformer_layers", Router.LAYERS)
          .put("patch_transformer_hidden_size", ROUTER_SIZE)
          .put("patch_transformer_intermediate_size", router.ffnSize)
          .put("patch_transformer_num_attention_heads", router.heads);
    }
  }
}
