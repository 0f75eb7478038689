package io.depthlm.common.dense.depthvlm;

import io.depthlm.common.config.SystemPromptType;
import io.depthlm.common.dense.MapsChoice;
import io.depthlm.common.engine.DeviceChoice;
import io.depthlm.common.engine.EngineSettings;
import io.depthlm.common.engine.ModelFolder;
import io.depthlm.common.engine.NumberChoice;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;
import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.vlm.cache.CheckpointFingerprint;

/**
 * A model entry of the engine {@code depthvlm}: a checkpoint folder with DepthVLM's head.
 *
 * @param uri the folder: a path, {@code file:}, {@code s3a:}, …
 * @param dtype the number format that the model computes in; the head computes in f32
 * @param systemPrompt the system prompt
 * @param maps what becomes of its maps
 * @param device where it runs
 */
public record DepthVlmSettings(
    String uri, NumberChoice dtype, SystemPrompt systemPrompt, MapsChoice maps, DeviceChoice device)
    implements EngineSettings.OfFolder {
  private static final Setting<String> URI =
      Setting.required(
          "uri", Types.TEXT, "the checkpoint folder with DepthVLM's head, any Hadoop URI or path");
  private static final Setting<NumberChoice> DTYPE =
      Setting.defaulted(
          "dtype",
          Types.oneOf(NumberChoice.class),
          "auto",
          "number format that the model computes in, before its head; auto uses that of the"
              + " checkpoint if the device is fast at it");
  static final Schema SCHEMA =
      Schema.of(URI, DTYPE, SystemPromptType.SETTING, MapsChoice.SETTING, DeviceChoice.SETTING);

  static DepthVlmSettings of(Section s) {
    return new DepthVlmSettings(
        s.of(URI),
        s.of(DTYPE),
        s.of(SystemPromptType.SETTING),
        s.of(MapsChoice.SETTING),
        s.of(DeviceChoice.SETTING));
  }

  @Override
  public String engine() {
    return DepthVlmFactory.KEY;
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.depthlm.common.vlm.checkpoint.CheckpointException if the folder lacks configuration
   *     or weights, or cannot be read
   */
  @Override
  public DepthVlmSpec spec(String location, ModelFolder folder) {
    return new DepthVlmSpec(location, CheckpointFingerprint.of(folder), dtype, systemPrompt, maps);
  }
}
