package io.depthlm.common.dense.hub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.TensorSpec;
import io.depthlm.common.vlm.random.RandomWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes folders of depth networks with random weights, as transformers 5.24 writes and reads them.
 *
 * @param model the network
 * @param dtype the number format
 * @param seed of the weights
 * @param shardBytes more than this goes to the next file
 */
public record RandomHub(HubModel model, NumberType dtype, long seed, long shardBytes) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final double[][] IMAGENET = {{0.485, 0.456, 0.406}, {0.229, 0.224, 0.225}};

  /**
   * Writes the folder.
   *
   * @throws UserError if it exists and is not empty
   * @throws IOException if the disk does not take it
   */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (var content = Files.newDirectoryStream(folder)) {
      if (content.iterator().hasNext()) {
        throw new UserError(folder + " is not empty", "name a folder that does not exist");
      }
    }
    ObjectNode config = JSON.createObjectNode();
    config.putArray("architectures").add(model.family().architecture());
    config.put("model_type", model.family().modelType());
    config.put("dtype", dtype == NumberType.F32 ? "float32" : "bfloat16");
    model.config(config);
    Files.write(folder.resolve("config.json"), JSON.writeValueAsBytes(config));
    ObjectNode processor = JSON.createObjectNode();
    processor
        .put("do_rescale", true)
        .put("do_normalize", true)
        .put("rescale_factor", 1 / 255.0)
        .put("resample", 3);
    String[] names = {"image_mean", "image_std"};
    for (int i = 0; i < names.length; i++) {
      ArrayNode values = processor.putArray(names[i]);
      for (double value : IMAGENET[i]) {
        values.add(value);
      }
    }
    model.processor(processor);
    Files.write(folder.resolve("preprocessor_config.json"), JSON.writeValueAsBytes(processor));
    List<TensorSpec> tensors =
        model.tensors().shapes().entrySet().stream()
            .map(tensor -> new TensorSpec(tensor.getKey(), dtype, tensor.getValue()))
            .toList();
    new RandomWeights(seed, RandomHub::deviation, shardBytes).write(folder, tensors);
  }

  /** Unit gain, queries and keys with twice that, as peaked attention shows mistakes. */
  private static double deviation(TensorSpec tensor) {
    String name = tensor.name();
    if (tensor.shape().length == 1) {
      return 0.2;
    }
    if (name.endsWith("cls_token") || name.endsWith("position_embeddings")) {
      return 0.5;
    }
    double gain = name.contains(".query.") || name.contains(".key.") ? 2 : 1;
    return gain / Math.sqrt((double) tensor.elements() / tensor.shape()[0]);
  }
}
