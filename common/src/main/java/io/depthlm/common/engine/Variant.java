package io.depthlm.common.engine;

import io.depthlm.common.core.Ids;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything that changes an answer: the engine, and how the question is asked. The id is a hash of
 * it and is the same on every machine. Batch sizes, devices and the model's name are not part of
 * it.
 *
 * @param model the model's name in configuration, for people
 * @param promptName the prompt's name in configuration, for people
 */
public record Variant(String model, EngineSpec spec, String promptName, Asking asking)
    implements Serializable {
  /**
   * Raised whenever a change to the preparation or the model code changes what a model sees or
   * answers.
   */
  public static final int NUMERICS_VERSION = 1;

  /** The id. */
  public String id() {
    List<String> parts = new ArrayList<>();
    parts.add("variant");
    parts.add(Integer.toString(NUMERICS_VERSION));
    parts.add(spec.engine());
    for (Map.Entry<String, String> entry : spec.identity().entrySet()) {
      parts.add(entry.getKey());
      parts.add(entry.getValue());
    }
    parts.add(asking.task().kind().key());
    parts.add(asking.task().parameters());
    parts.add(asking.prompt().text());
    parts.add(asking.markerName());
    parts.add(asking.focal().isNative() ? "native" : asking.focal().focalPx().toString());
    parts.add(asking.focal().pixels().name());
    return Ids.of(parts.toArray(String[]::new));
  }
}
