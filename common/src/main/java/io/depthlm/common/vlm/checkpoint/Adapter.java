package io.depthlm.common.vlm.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A low-rank adapter (LoRA) as peft 0.21 saves it, beside the base model that it belongs to. A
 * weight W [O, C] of the base is used as W + scale · B A, with A [R, C] and B [O, R].
 *
 * @param pairs by the canonical name of the weight
 */
public record Adapter(SortedMap<String, Pair> pairs) {
  /** The file of settings. */
  public static final String CONFIG = "adapter_config.json";

  /** The file of factors. */
  public static final String WEIGHTS = "adapter_model.safetensors";

  /** No adapter. */
  static final Adapter NONE = new Adapter(new TreeMap<>());

  private static final String MERGE =
      "merge the adapter into its base with peft's merge_and_unload() and save that model";

  private static final Pattern FACTOR =
      Pattern.compile("base_model\\.model\\.(.+)\\.lora_([AB])(?:\\.default)?\\.weight");

  /** Initialisations that do not change the base. */
  private static final Set<String> PLAIN_INITIALS =
      Set.of("true", "false", "\"gaussian\"", "\"orthogonal\"", "\"eva\"");

  /** Settings that change what an adapter computes; each must be absent, null, false or empty. */
  private static final List<String> NOT_APPLIED =
      List.of(
          "use_dora",
          "use_qalora",
          "use_bdlora",
          "lora_bias",
          "fan_in_fan_out",
          "modules_to_save",
          "layer_replication",
          "target_parameters",
          "trainable_token_indices",
          "alpha_pattern",
          "alora_invocation_tokens",
          "arrow_config",
          "kasa_config",
          "monteclora_config",
          "velora_config");

  /**
   * The factors of one weight.
   *
   * @param a [R, C]
   * @param b [O, R]
   * @param scale of their product
   */
  public record Pair(TensorEntry a, TensorEntry b, double scale) {}

  /** Whether a folder has an adapter. */
  static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(CONFIG));
  }

  /**
   * The adapter of a folder, checked against the base's tensors.
   *
   * @param base the base's tensors by canonical name
   * @throws CheckpointException if its kind is not supported, or if it does not fit the base
   */
  static Adapter read(Path folder, SortedMap<String, TensorEntry> base) {
    ConfigSection config = new ConfigSection(CONFIG, JsonFile.read(folder.resolve(CONFIG)));
    check(config);
    double alpha = config.positive("lora_alpha").orElseThrow(() -> config.missing("lora_alpha"));
    boolean rootOfRank = config.flag("use_rslora").orElse(false);
    SortedMap<String, TensorEntry[]> factors = factors(folder.resolve(WEIGHTS));
    SortedMap<String, Pair> pairs = new TreeMap<>();
    for (Map.Entry<String, TensorEntry[]> factor : factors.entrySet()) {
      TensorEntry a = factor.getValue()[0];
      TensorEntry b = factor.getValue()[1];
      TensorEntry weight = base.get(factor.getKey());
      if (a == null || b == null || weight == null) {
        throw new CheckpointException(
            weight == null ? Fault.TENSOR_UNEXPECTED : Fault.TENSOR_MISSING,
            "%s has %s for %s, %s"
                .formatted(
                    WEIGHTS,
                    a == null || b == null ? "one factor" : "factors",
                    SafetensorsHeader.quoted(factor.getKey()),
                    weight == null ? "which the base model has not" : "and not the other"),
            "put the adapter beside the base model that it was trained on");
      }
      long rank = a.shape().length == 2 ? a.shape()[0] : 0;
      requireShape(a, rank, weight.shape()[weight.shape().length - 1], weight);
      requireShape(b, weight.shape()[0], rank, weight);
      double scale = alpha / (rootOfRank ? Math.sqrt(rank) : rank);
      pairs.put(factor.getKey(), new Pair(a, b, scale));
    }
    return new Adapter(pairs);
  }

  private static void requireShape(TensorEntry factor, long rows, long columns, TensorEntry of) {
    long[] shape = factor.shape();
    if (of.shape().length != 2
        || shape.length != 2
        || shape[0] < 1
        || shape[0] != rows
        || shape[1] != columns) {
      throw new CheckpointException(
          Fault.TENSOR_SHAPE,
          "%s: %s does not fit %s".formatted(WEIGHTS, factor, of),
          "put the adapter beside the base model that it was trained on");
    }
  }

  private static SortedMap<String, TensorEntry[]> factors(Path file) {
    SortedMap<String, TensorEntry[]> factors = new TreeMap<>();
    for (TensorEntry tensor : SafetensorsHeader.read(file).tensors()) {
      Matcher name = FACTOR.matcher(tensor.name());
      if (!name.matches()) {
        throw new CheckpointException(
            Fault.TENSOR_UNEXPECTED,
            WEIGHTS + " holds " + SafetensorsHeader.quoted(tensor.name()),
            "only pairs lora_A and lora_B can be merged at load; " + MERGE);
      }
      String weight = TensorNames.canonical(name.group(1) + ".weight");
      factors
              .computeIfAbsent(weight, key -> new TensorEntry[2])[
              name.group(2).equals("A") ? 0 : 1] =
          tensor;
    }
    return factors;
  }

  private static void check(ConfigSection config) {
    List<String> wrong = new ArrayList<>();
    if (!config.text("peft_type").orElse("LORA").equals("LORA")) {
      wrong.add("peft_type");
    }
    if (!config.text("bias").orElse("none").equals("none")) {
      wrong.add("bias");
    }
    if (config.has("init_lora_weights")
        && !PLAIN_INITIALS.contains(config.shown("init_lora_weights"))) {
      wrong.add("init_lora_weights");
    }
    for (String key : NOT_APPLIED) {
      if (config.has(key) && !Set.of("false", "[]", "{}").contains(config.shown(key))) {
        wrong.add(key);
      }
    }
    if (!wrong.isEmpty()) {
      String key = wrong.get(0);
      throw new CheckpointException(
          Fault.ARCHITECTURE_UNSUPPORTED,
          "%s: %s is %s".formatted(CONFIG, key, config.shown(key)),
          "plain LoRA can be merged at load; " + MERGE);
    }
  }

  /**
   * The error about an adapter without its base.
   *
   * @param location the folder, for the message
   * @param config the content of its {@link #CONFIG}
   */
  public static CheckpointException withoutBase(String location, JsonNode config) {
    String base = config.path("base_model_name_or_path").asText("");
    return new CheckpointException(
        Fault.BASE_MISSING,
        "%s is an adapter%s without that model"
            .formatted(location, base.isEmpty() ? "" : " of " + SafetensorsHeader.quoted(base)),
        "copy %s and %s into a folder with the base model's files: they are merged when it is loaded"
            .formatted(CONFIG, WEIGHTS));
  }
}
