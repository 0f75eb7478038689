package io.depthlm.common.dense.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.dense.DenseGolden;
import io.depthlm.common.dense.DepthMap;
import io.depthlm.common.dense.Planes;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import io.depthlm.common.vlm.image.ImageUnfit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Random checkpoints of every kind of network, and folders that are not what they should be. */
class HubFamilyTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  static List<HubFamily> families() {
    return HubFamily.all();
  }

  @ParameterizedTest
  @MethodSource("families")
  void aRandomCheckpointIsReadAsItWasMade(HubFamily family) throws IOException {
    HubModel model = family.shape("tiny");
    new RandomHub(model, NumberType.F32, 3, 1_000_000_000).write(folder.resolve("network"));
    HubCheckpoint read = HubCheckpoint.open(folder.resolve("network"));
    assertEquals(model, read.model());
    try (HubNet net = HubNet.load(read, DeviceSlot.CPU)) {
      Planes planes = net.prepare(frame(90, 70));
      DepthMap map = net.map(planes);
      assertTrue(map.widthPx() >= planes.widthPx() / 2, () -> map.widthPx() + " columns");
      boolean[] varies = new boolean[1];
      for (float value : map.values()) {
        assertTrue(Float.isFinite(value), () -> "a value is " + value);
        varies[0] |= value != map.values()[0];
      }
      assertTrue(varies[0], "the map says the same everywhere");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "depth-anything-metric,head.conv3.,head.conv3.bias",
    "depth-pro,head.layers.4.,head.layers.4.bias",
    "depth-pro,fov_model.head.,fov_model.head.layers.0.bias",
    "zoedepth,metric_head.conditional,metric_head.conditional_log_binomial.mlp.0.bias"
  })
  void aMissingHeadIsOneError(String golden, String lost, String named) {
    DenseGolden network = DenseGolden.of(golden);
    Predicate<String> kept = name -> !name.startsWith(lost);
    network.write(folder, network.file("config"), network.file("processor"), kept);
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> HubCheckpoint.open(folder));
    assertEquals(Fault.TENSOR_MISSING, e.fault());
    assertTrue(e.getMessage().contains("the weights lack '" + named + "'"), e.getMessage());
  }

  /** What transformers cannot load either, or what would be another network. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "depth-pro|fusion_hidden_size|20|TENSOR_SHAPE|need [20, 32, 1, 1]",
        "depth-pro|use_batch_norm_in_fusion_residual|true|ARCHITECTURE_UNSUPPORTED|batch_norm",
        "depth-pro|intermediate_hook_ids|[7, 0]|CONFIG_INVALID|layers from 0 to 2",
        "depth-pro|scaled_images_ratios|[1, 0.5, 0.25]|CONFIG_INVALID|ascending",
        "depth-pro|scaled_images_overlap_ratios|[1, 0, 0]|CONFIG_INVALID|overlap",
        "depth-pro|scaled_images_feature_dims|[8, 8]|CONFIG_INVALID|a width for each ratio",
        "depth-pro|intermediate_feature_dims|[8]|CONFIG_INVALID|a width for each",
        "depth-pro|num_fov_head_layers|9|CONFIG_INVALID|num_fov_head_layers",
        "depth-pro|patch_size|48|TENSOR_SHAPE|position_embeddings",
        "zoedepth|bin_embedding_dim|12|TENSOR_SHAPE|metric_head",
        "zoedepth|readout_type|\"add\"|ARCHITECTURE_UNSUPPORTED|readout_type",
        "zoedepth|bottleneck_features|16|CONFIG_INVALID|fusion_hidden_size, 12",
        "zoedepth|num_attractors|[4, 2]|CONFIG_INVALID|four numbers",
        "zoedepth|bin_centers_type|\"hybrid\"|CONFIG_INVALID|normed or softplus",
        "zoedepth|bin_configurations|[{\"n_bins\": 4}]|CONFIG_INVALID|min_depth is missing",
        "zoedepth|bin_configurations|[{}, {}, {}]|ARCHITECTURE_UNSUPPORTED|bin_configurations",
        "zoedepth|backbone_config|{\"model_type\": \"swinv2\"}|ARCHITECTURE_UNSUPPORTED|swinv2",
      })
  void aWrongConfigurationIsOneError(
      String golden, String key, String value, Fault fault, String named) throws IOException {
    DenseGolden network = DenseGolden.of(golden);
    JsonNode config = network.file("config");
    ((ObjectNode) config).set(key, JSON.readTree(value));
    network.write(folder, config);
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> HubCheckpoint.open(folder));
    assertEquals(fault, e.fault(), e.getMessage());
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "depth-pro|resample|3|resample",
        "depth-pro|do_resize|false|do_resize",
        "depth-pro|size|{\"height\": 64, \"width\": 128}|at least 128",
        "zoedepth|resample|3|resample",
        "zoedepth|ensure_multiple_of|-2|a positive number",
      })
  void aProcessorThatIsNotReadIsOneError(String golden, String key, String value, String named)
      throws IOException {
    DenseGolden network = DenseGolden.of(golden);
    JsonNode processor = network.file("processor");
    ((ObjectNode) processor).set(key, JSON.readTree(value));
    network.write(folder, network.file("config"), processor, name -> true);
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> HubCheckpoint.open(folder));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  @Test
  void aPictureTooLongForZoeDepthIsUnfit() {
    HubCheckpoint checkpoint = HubCheckpoint.open(DenseGolden.of("zoedepth").write(folder));
    ImageUnfit e =
        assertThrows(ImageUnfit.class, () -> checkpoint.processor().apply(frame(9000, 2)));
    assertTrue(e.getMessage().contains("9000 x 2 px becomes"), e.getMessage());
  }

  private static PreparedFrame frame(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i * 31 % 251);
    }
    return new PreparedFrame(
        new RgbImage(width, height, rgb),
        new Intrinsics(100, 100, width / 2.0, height / 2.0, width, height));
  }
}
