package io.depthlm.common.dense.hub;

import io.depthlm.common.vlm.checkpoint.ConfigSection;
import java.util.ArrayList;
import java.util.List;

/** The layers of a tower whose states a neck reads. */
public final class TowerOutputs {
  private TowerOutputs() {}

  /**
   * What a {@code backbone_config} says, by {@code out_indices} or {@code out_features}; 0 is what
   * the first layer reads. The last where neither is given.
   *
   * @param layers how many the tower has
   */
  public static List<Integer> read(ConfigSection file, int layers) {
    List<Integer> outputs = new ArrayList<>();
    if (file.has("out_indices")) {
      outputs.addAll(file.ints("out_indices").orElseThrow());
    } else if (file.has("out_features")) {
      for (String stage : file.texts("out_features")) {
        if (!stage.matches("stem|stage[0-9]{1,4}")) {
          throw file.wrong("out_features", "names such as stage12");
        }
        outputs.add(stage.equals("stem") ? 0 : Integer.parseInt(stage.substring(5)));
      }
    } else {
      outputs.add(layers);
    }
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i) > layers || i > 0 && outputs.get(i) <= outputs.get(i - 1)) {
        throw file.wrong(
            file.has("out_indices") ? "out_indices" : "out_features",
            "ascending layers from 0 to " + layers);
      }
    }
    return List.copyOf(outputs);
  }
}
