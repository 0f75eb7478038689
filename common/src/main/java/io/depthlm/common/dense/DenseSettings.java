package io.depthlm.common.dense;

import io.depthlm.common.engine.DeviceChoice;
import io.depthlm.common.engine.EngineSettings;
import io.depthlm.common.engine.ModelFolder;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;
import io.depthlm.common.vlm.cache.CheckpointFingerprint;

/**
 * A model entry of the engine {@code dense}: a depth network in the executor.
 *
 * @param uri the folder: a path, {@code file:}, {@code s3a:}, …
 * @param depth what its maps hold, or {@code AUTO} for what the network says
 * @param device where it runs
 */
public record DenseSettings(String uri, DepthChoice depth, DeviceChoice device)
    implements EngineSettings.OfFolder {
  private static final Setting<String> URI =
      Setting.required("uri", Types.TEXT, "the network's folder, any Hadoop URI or path");
  private static final Setting<DepthChoice> DEPTH =
      Setting.defaulted(
          "depth",
          Types.oneOf(DepthChoice.class),
          "auto",
          "what the network's maps hold; auto takes what its folder says, and refuses maps without"
              + " a unit; answers from relative and relative_inverse maps count as unparsed");
  private static final Setting<DeviceChoice> DEVICE =
      Setting.defaulted(
              "device",
              Types.oneOf(DeviceChoice.class),
              "auto",
              "where the network runs; auto uses the GPU that Spark assigned to the task, else"
                  + " the CPU")
          .steeringExecution();
  static final Schema SCHEMA = Schema.of(URI, DEPTH, DEVICE);

  static DenseSettings of(Section s) {
    return new DenseSettings(s.of(URI), s.of(DEPTH), s.of(DEVICE));
  }

  @Override
  public String engine() {
    return DenseFactory.KEY;
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.depthlm.common.vlm.checkpoint.CheckpointException if the folder lacks configuration
   *     or weights, or cannot be read
   */
  @Override
  public DenseSpec spec(String location, ModelFolder folder) {
    return new DenseSpec(location, CheckpointFingerprint.of(folder), depth);
  }
}
