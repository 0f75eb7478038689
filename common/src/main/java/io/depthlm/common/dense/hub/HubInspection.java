package io.depthlm.common.dense.hub;

import io.depthlm.common.dense.DepthMap.Quantity;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.inspect.CheckpointInspection;
import io.depthlm.common.vlm.inspect.CheckpointInspection.Fact;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a folder of a depth network is, and whether the engine would open it. */
public final class HubInspection {
  private HubInspection() {}

  /** Looks at a folder on a local disk; never throws on what it holds. */
  public static CheckpointInspection of(Path folder) {
    List<Fact> facts = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    facts.add(new Fact("folder", folder.toString()));
    try {
      HubCheckpoint checkpoint = HubCheckpoint.open(folder);
      HubModel model = checkpoint.model();
      facts.add(
          new Fact(
              "network",
              "%s (%s), for engine = dense"
                  .formatted(model.family().label(), model.family().architecture())));
      facts.add(new Fact("layers", model.described()));
      facts.add(new Fact("parameters", String.format(Locale.ROOT, "%,d", checkpoint.parameters())));
      facts.add(
          new Fact(
              "weights",
              "%s, %s"
                  .formatted(
                      CheckpointInspection.size(checkpoint.weightBytes()), checkpoint.dtypes())));
      facts.add(new Fact("maps", maps(model.quantity())));
      facts.add(new Fact("computes in", NumberType.F32.key()));
    } catch (CheckpointException e) {
      HubCheckpoint.familyOf(folder)
          .ifPresent(family -> facts.add(new Fact("network", family.architecture())));
      problems.add(e.getMessage());
    }
    return new CheckpointInspection(List.copyOf(facts), List.copyOf(problems));
  }

  private static String maps(Quantity quantity) {
    return switch (quantity) {
      case Z -> "metres along the optical axis";
      case RADIAL -> "metres from the camera";
      case INVERSE_Z -> "one over metres along the optical axis";
      case RELATIVE, RELATIVE_INVERSE ->
          "no unit: answers cannot be scored in metres; a model's entry needs depth = "
              + quantity.name().toLowerCase(Locale.ROOT);
    };
  }
}
