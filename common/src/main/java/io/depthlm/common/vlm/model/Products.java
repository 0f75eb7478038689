package io.depthlm.common.vlm.model;

import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.torch.CallMode;
import io.depthlm.common.vlm.torch.ScriptArchive;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The matrix products of a device, as TorchScript sources. A {@code product} multiplies in one
 * number format of the device; the models use {@code linear} layers, which call a product.
 *
 * @param byType the products of inference, by number format
 * @param summed attention that also returns the sum of the exponents
 * @param rest attention of heads that share their keys and values, linear layers that read the same
 *     numbers, and what is computed number by number
 * @param recorded the products of training, in f32
 * @param multipliesBf16 whether bf16 products are faster than f32
 */
record Products(
    Map<NumberType, List<String>> byType,
    String summed,
    List<String> rest,
    List<String> recorded,
    boolean multipliesBf16) {
  private static final String PRODUCT = "product";
  private static final String SUMMED_PLAIN = "summed_plain";
  private static final String[] REST = {
    "grouped_repeated", "projections_apart", "elementwise_plain"
  };
  private static final String PROJECTIONS_JOINED = "projections_joined";
  private static final String[] REST_OF_GPU = {
    "grouped_fused", PROJECTIONS_JOINED, "elementwise_direct"
  };
  private static final String PACKING = "packing_onednn";
  private static final String[] PLAIN_NAMES = {"product_plain", "product_apart"};

  /** Products in operators that every device and the gradient support. */
  static final Products PLAIN = plain();

  /** The products of GPUs, by a trial on each. */
  private static final Map<DeviceSlot, Products> OF_GPUS = new ConcurrentHashMap<>();

  private static final class OfProcessor {
    private static final Products TRIED = tried();
  }

  /** The products of this processor, found by a trial once per process. */
  static Products ofProcessor() {
    return OfProcessor.TRIED;
  }

  /** The products of a device, found by a trial once per process. */
  static Products of(DeviceSlot device) {
    return device.isGpu() ? OF_GPUS.computeIfAbsent(device, Products::triedOnGpu) : ofProcessor();
  }

  private static Products triedOnGpu(DeviceSlot gpu) {
    String plain = resource(SUMMED_PLAIN);
    String fused = resource("summed_flash_gpu");
    return ofGpu(AttentionTrial.works(plain, fused, gpu) ? fused : plain);
  }

  /** The products of a GPU with one of the two attentions that return their sum. */
  static Products ofGpu(String summed) {
    return new Products(PLAIN.byType, summed, resources(REST_OF_GPU), PLAIN.recorded, true);
  }

  private static Products plain() {
    Map<NumberType, List<String>> byType = new EnumMap<>(NumberType.class);
    for (NumberType type : NumberType.values()) {
      byType.put(type, resources(PLAIN_NAMES));
    }
    return new Products(
        byType, resource(SUMMED_PLAIN), resources(REST), resources(PLAIN_NAMES), true);
  }

  private static Products tried() {
    Map<String, String> plain = methods(PLAIN_NAMES);
    Map<String, String> fast = methods("product_onednn");
    Map<NumberType, List<String>> byType = new EnumMap<>(NumberType.class);
    boolean multipliesBf16;
    try (ProductTrial trial = new ProductTrial(plain.values(), fast.values(), CallMode.INFERENCE)) {
      for (NumberType type : List.of(NumberType.F32, NumberType.BF16)) {
        List<String> chosen = new ArrayList<>();
        plain.forEach(
            (name, source) -> chosen.add(trial.works(name, type) ? fast.get(name) : source));
        byType.put(type, chosen);
      }
      addPacking(byType.get(NumberType.F32), plain);
      multipliesBf16 =
          trial.works(PRODUCT, NumberType.BF16)
              && ProcessorFlags.hasBf16().orElseGet(() -> trial.isFasterThanF32(NumberType.BF16));
    }
    List<String> recorded = resources("product_onednn_recorded", "product_apart");
    try (ProductTrial trial = new ProductTrial(plain.values(), recorded, CallMode.RECORDED)) {
      if (!trial.works(PRODUCT, NumberType.F32)) {
        recorded = resources(PLAIN_NAMES);
      }
    }
    String summed = resource("summed_flash");
    if (!AttentionTrial.works(resource(SUMMED_PLAIN), summed, DeviceSlot.CPU)) {
      summed = resource(SUMMED_PLAIN);
    }
    return new Products(byType, summed, resources(REST), recorded, multipliesBf16);
  }

  /**
   * Adds the packing of weights where all products that were chosen take packed ones. Only in f32:
   * bf16 products are as fast with plain ones.
   */
  private static void addPacking(List<String> chosen, Map<String, String> plain) {
    String packing = resource(PACKING);
    try (ProductTrial trial =
        new ProductTrial(plain.values(), chosen, packing, CallMode.INFERENCE)) {
      if (plain.keySet().stream().allMatch(name -> trial.works(name, NumberType.F32))) {
        chosen.add(packing);
      }
    }
  }

  /** Whether products take weights as {@link PackedWeights} lays them out, and gain by it. */
  boolean packs(Numerics numerics) {
    return numerics.equals(Numerics.F32) && byType.get(NumberType.F32).contains(resource(PACKING));
  }

  /**
   * Whether the weights of linear layers that read the same numbers must stand behind one another,
   * as {@link JoinedWeights} puts them.
   */
  boolean joins() {
    return rest.contains(resource(PROJECTIONS_JOINED));
  }

  /** The linear layers and the attention of inference. */
  List<String> layers(Numerics numerics) {
    boolean narrow = numerics.computed() == NumberType.BF16 && !multipliesBf16;
    boolean widened = narrow || numerics.computed() != numerics.kept();
    List<String> sources =
        new ArrayList<>(byType.get(widened ? NumberType.F32 : numerics.computed()));
    sources.add(summed);
    sources.addAll(rest);
    sources.addAll(
        widened
            ? resources("linear_widened", "attend_widened")
            : resources("linear_direct", "attend_direct"));
    return sources;
  }

  /** The linear layers and the attention of training, with f32 inputs. */
  List<String> recordedLayers(NumberType type) {
    List<String> sources = new ArrayList<>(recorded);
    sources.add(resource(SUMMED_PLAIN));
    sources.addAll(resources(REST));
    if (type == NumberType.BF16) {
      sources.addAll(resources(multipliesBf16 ? "linear_rounded" : "linear_rounded_widened"));
      sources.addAll(resources("linear_apart", "attend_direct"));
    } else {
      sources.addAll(resources("linear_direct", "attend_direct"));
    }
    return sources;
  }

  /** The methods of sources by name. */
  static Map<String, String> methods(String... names) {
    return ScriptArchive.methods(String.join("\n", resources(names)));
  }

  private static List<String> resources(String... names) {
    return Stream.of(names).map(Products::resource).toList();
  }

  /** A source by its name. */
  static String resource(String name) {
    return ScriptArchive.resource(Products.class, name + ".torchscript");
  }
}
