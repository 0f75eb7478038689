package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.TensorOrder;
import io.depthlm.common.vlm.checkpoint.TensorPlan;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.image.GridSize;
import io.depthlm.common.vlm.image.PatchedImage;
import io.depthlm.common.vlm.torch.CallMode;
import io.depthlm.common.vlm.torch.ScriptArchive;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TensorList;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A vision language model of any family, loaded on one device. Calls may come from several threads;
 * each batch keeps its own state.
 */
public final class VlmNet implements AutoCloseable {
  private static final List<String> SOURCES =
      List.of("shared.torchscript", "weights.torchscript", "decoder.torchscript");

  private final VlmConfig config;
  private final Numerics numerics;
  private final NDManager manager;
  private final ScriptModule script;
  private final VisionTower vision;
  private final Decoder decoder;

  /**
   * Builds the model. It owns {@code manager}, {@code script} and the tensors of the source, and
   * frees them when it is closed.
   */
  VlmNet(
      VlmConfig config,
      Numerics numerics,
      TensorSource source,
      ScriptModule script,
      NDManager manager) {
    this(config, numerics, source, LowRank.NONE, script, manager);
  }

  private VlmNet(
      VlmConfig config,
      Numerics numerics,
      TensorSource source,
      LowRank lowRank,
      ScriptModule script,
      NDManager manager) {
    this.config = config;
    this.numerics = numerics;
    this.manager = manager;
    this.script = script;
    TensorList tower =
        new TensorList(visionOrder(config).names().stream().map(source::tensor).toList());
    this.vision = NetFamily.of(config).tower(config, tower, script);
    this.decoder = new Decoder(config.text(), source, lowRank, script, manager);
  }

  /**
   * Loads a checkpoint onto a device.
   *
   * @param numerics the number formats
   * @throws RuntimeException if the device has too little memory, or if the engine cannot start
   */
  public static VlmNet load(Checkpoint checkpoint, Numerics numerics, DeviceSlot device) {
    return load(checkpoint, numerics, device, new ThisHost(device));
  }

  /** The same on a host whose memory may be another than this one's. */
  static VlmNet load(
      Checkpoint checkpoint, Numerics numerics, DeviceSlot device, Numerics.Host host) {
    NDManager manager = TorchRuntime.manager(device);
    ScriptModule script = null;
    try {
      Products products = Products.of(device);
      script = inference(checkpoint.config(), manager, numerics, products);
      boolean packed =
          products.packs(numerics)
              && PackedWeights.fit(checkpoint.parameters(), checkpoint.config().text(), host);
      try (CheckpointTensors tensors =
          packed
              ? CheckpointTensors.packed(checkpoint, script, manager)
              : new CheckpointTensors(checkpoint, numerics, script, manager)) {
        TensorSource weights = tensors;
        if (packed) {
          weights = new PackedWeights(tensors, script, manager);
        } else if (products.joins()) {
          weights = new JoinedWeights(tensors, script, manager);
        }
        return new VlmNet(checkpoint.config(), numerics, weights, script, manager);
      }
    } catch (RuntimeException | Error e) {
      if (script != null) {
        script.close();
      }
      manager.close();
      throw e;
    }
  }

  /**
   * Builds a model for training: its computations are recorded for gradients. It owns {@code
   * manager}.
   *
   * @param source weights in f32
   * @param type the number format; {@code BF16} rounds the factors of each product
   * @param lowRank pairs that {@link #logits} applies; answers use the weights only
   */
  public static VlmNet recorded(
      VlmConfig config, TensorSource source, NumberType type, LowRank lowRank, NDManager manager) {
    ScriptModule script = recorded(config, type, manager);
    try {
      return new VlmNet(config, Numerics.of(type), source, lowRank, script, manager);
    } catch (RuntimeException | Error e) {
      script.close();
      throw e;
    }
  }

  /**
   * The TorchScript sources of the blocks, in operators that every device and the gradient support.
   */
  static String[] sources(VlmConfig config) {
    return sources(config, Products.PLAIN.layers(Numerics.F32));
  }

  /** The same with the linear layers and the attention of a device. */
  static String[] sources(VlmConfig config, List<String> layers) {
    return filled(config, byName(config, layers));
  }

  /** The same sources with the names of weights. */
  static Stream<String> byName(VlmConfig config) {
    return byName(config, Products.PLAIN.layers(Numerics.F32));
  }

  private static Stream<String> byName(VlmConfig config, List<String> layers) {
    Stream<String> shared =
        SOURCES.stream().map(name -> ScriptArchive.resource(VlmNet.class, name));
    return Stream.of(layers.stream(), shared, NetFamily.of(config).scripts().stream())
        .flatMap(part -> part);
  }

  static String[] filled(VlmConfig config, Stream<String> byName) {
    TensorOrder decoder = Decoder.order(config.text());
    TensorOrder tower = visionOrder(config);
    return byName.map(source -> TensorOrder.fill(source, decoder, tower)).toArray(String[]::new);
  }

  private static TensorOrder visionOrder(VlmConfig config) {
    return new TensorOrder(TensorPlan.ofVision(config), NetFamily.of(config).repeated(config));
  }

  /** The names of all tensors, in the order in which a model asks its source for them. */
  static List<String> tensorNames(VlmConfig config) {
    return Stream.of(visionOrder(config), Decoder.order(config.text()))
        .flatMap(order -> order.names().stream())
        .toList();
  }

  /** The blocks for inference with the products of a device. */
  static ScriptModule inference(
      VlmConfig config, NDManager manager, Numerics numerics, Products products) {
    return ScriptModule.compile(manager, sources(config, products.layers(numerics)));
  }

  private static ScriptModule recorded(VlmConfig config, NumberType type, NDManager manager) {
    Products products = manager.getDevice().isGpu() ? Products.PLAIN : Products.ofProcessor();
    return ScriptModule.compile(
        CallMode.RECORDED, manager, sources(config, products.recordedLayers(type)));
  }

  /**
   * Names tokens whose logits every choice of a batch brings along; before the first batch.
   *
   * @param tokens ids below the size of the vocabulary
   */
  public void watch(long[] tokens) {
    decoder.watch(tokens);
  }

  /** The configuration of the model. */
  public VlmConfig config() {
    return config;
  }

  /** The number formats. */
  public Numerics numerics() {
    return numerics;
  }

  /** The number of tokens of an image in a prompt. */
  public int imageTokens(GridSize grid) {
    return vision.tokens(grid);
  }

  /**
   * Begins a batch: runs the vision tower and the prompts.
   *
   * @param prompts the questions
   * @param expected for each prompt, tokens with which the answer is expected to begin: they are
   *     read together with the prompt, and the first choices show whether greedy decoding would
   *     have chosen them
   * @param room number of further tokens for which each row's cache has space
   */
  public DecodingBatch begin(List<Prompt> prompts, List<int[]> expected, int room) {
    return begin(prompts, expected, room, null);
  }

  /**
   * The same with limits on the choices.
   *
   * @param limits for each prompt, after it and after each of its expected tokens; null for none
   */
  public DecodingBatch begin(
      List<Prompt> prompts, List<int[]> expected, int room, List<List<Limits>> limits) {
    return DecodingBatch.begin(this, prompts, expected, room, limits);
  }

  /**
   * Reads the common beginning of several questions once.
   *
   * @param prompt the beginning, with all images
   */
  public SharedPrefix share(Prompt prompt) {
    return SharedPrefix.read(this, prompt);
  }

  /**
   * Begins a batch of questions with a common beginning, which must stay open until the batch is
   * closed.
   *
   * @param prompts whole prompts, including the prefix
   * @param expected as for {@link #begin}
   * @param room as for {@link #begin}
   * @param limits as for {@link #begin}
   */
  public DecodingBatch begin(
      SharedPrefix prefix,
      List<Prompt> prompts,
      List<int[]> expected,
      int room,
      List<List<Limits>> limits) {
    return DecodingBatch.begin(this, prefix, prompts, expected, room, limits);
  }

  /**
   * Features of the prompts' images, in order, [.., width of the text] each; one call per grid
   * size.
   */
  List<NDArray> features(List<Prompt> prompts, NDManager into) {
    List<PatchedImage> images = new ArrayList<>();
    prompts.forEach(prompt -> images.addAll(prompt.images()));
    Map<GridSize, List<Integer>> byGrid = new LinkedHashMap<>();
    for (int i = 0; i < images.size(); i++) {
      byGrid.computeIfAbsent(images.get(i).grid(), grid -> new ArrayList<>()).add(i);
    }
    NDArray[] features = new NDArray[images.size()];
    for (List<Integer> indexes : byGrid.values()) {
      NDArray block = vision.features(indexes.stream().map(images::get).toList(), into);
      if (byGrid.size() == 1) {
        return List.of(block);
      }
      for (int i = 0; i < indexes.size(); i++) {
        features[indexes.get(i)] = rowOf(block, i, into);
      }
    }
    return List.of(features);
  }

  /**
   * What the model makes of a prompt's one image.
   *
   * @param features [1, tokens, k · width of the text]: what stands in for the image's tokens, then
   *     what the vision tower adds behind the first layers of the decoder
   * @param states [tokens, width of the text] f32: those of the image's tokens behind the decoder's
   *     last norm
   */
  public record ImageStates(NDArray features, NDArray states) {}

  /**
   * Reads a prompt for what the model makes of its image, attached to {@code into}.
   *
   * @param prompt with one image
   */
  public ImageStates imageStates(Prompt prompt, NDManager into) {
    PromptBatch batch =
        PromptBatch.of(List.of(prompt), List.of(new int[0]), config, vision::tokens);
    List<NDArray> features = features(List.of(prompt), into);
    return new ImageStates(features.get(0), decoder.states(batch, features, batch.places(), into));
  }

  private NDArray rowOf(NDArray block, int row, NDManager into) {
    try (ScriptCall call = script.method("pick_row")) {
      return call.made(block).integer(row).tensor(into);
    }
  }

  /**
   * Logits f32 [keep, vocabulary] of whole sequences, without a cache.
   *
   * @param keep flat positions in the sequences' rows, padded to the longest
   */
  public NDArray logits(List<Prompt> prompts, long[] keep, NDManager into) {
    try (NDManager scope = into.newSubManager()) {
      List<int[]> nothing = prompts.stream().map(prompt -> new int[0]).toList();
      PromptBatch batch = PromptBatch.of(prompts, nothing, config, vision::tokens);
      try (TensorList none = new TensorList(List.of())) {
        return decoder.prefill(batch, features(prompts, scope), batch.placesOf(keep), none, into);
      }
    }
  }

  VisionTower vision() {
    return vision;
  }

  Decoder decoder() {
    return decoder;
  }

  NDManager manager() {
    return manager;
  }

  @Override
  public void close() {
    vision.close();
    decoder.close();
    script.close();
    manager.close();
  }
}
