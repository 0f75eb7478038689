package io.depthlm.common.vlm;

import io.depthlm.common.config.SystemPromptType;
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
import io.depthlm.common.vlm.cache.CheckpointGeneration;
import java.util.List;

/**
 * A model entry of the engine {@code vlm}: a Hugging Face checkpoint folder in the executor.
 *
 * @param uri the folder: a path, {@code file:}, {@code s3a:}, …
 * @param dtype the number format to compute in
 * @param systemPrompt the system prompt
 * @param maxNewTokens maximum number of tokens in an answer
 * @param stop texts that end an answer
 * @param answerPrefix fixed text at the start of every answer, fed to the model instead of
 *     generated; null for plain greedy decoding
 * @param batchSize maximum number of questions on the device at once
 * @param batchTokens maximum number of prompt tokens on the device at once
 * @param device where it runs
 */
public record VlmSettings(
    String uri,
    NumberChoice dtype,
    SystemPrompt systemPrompt,
    int maxNewTokens,
    List<String> stop,
    String answerPrefix,
    int batchSize,
    int batchTokens,
    DeviceChoice device)
    implements EngineSettings.OfFolder {
  private static final Setting<String> URI =
      Setting.required("uri", Types.TEXT, "the checkpoint folder, any Hadoop URI or path");
  private static final Setting<NumberChoice> DTYPE =
      Setting.defaulted(
          "dtype",
          Types.oneOf(NumberChoice.class),
          "auto",
          "number format to compute in; auto uses that of the checkpoint if the device is"
              + " fast at it");
  private static final Setting<Integer> MAX_NEW_TOKENS =
      Setting.defaulted("max_new_tokens", Types.INT, "64", "maximum number of tokens in an answer")
          .limited("from 1 to 4096", n -> n >= 1 && n <= 4096)
          .in("tokens");
  private static final Setting<List<String>> STOP =
      Setting.defaulted(
          "stop", Types.listOf(Types.TEXT), "[\"</answer>\"]", "texts that end an answer");
  private static final Setting<String> ANSWER_PREFIX =
      Setting.optional(
          "answer_prefix",
          Types.TEXT,
          "fixed text at the start of every answer: fed to the model instead of generated");
  private static final Setting<Integer> BATCH_SIZE =
      Setting.defaulted(
              "batch_size", Types.INT, "8", "maximum number of questions on the device at once")
          .limited("from 1 to 1024", n -> n >= 1 && n <= 1024)
          .in("questions")
          .steeringExecution();
  private static final Setting<Integer> BATCH_TOKENS =
      Setting.defaulted(
              "batch_tokens",
              Types.INT,
              "16384",
              "maximum number of prompt tokens on the device at once")
          .limited("from 256 to 4194304", n -> n >= 256 && n <= 4_194_304)
          .in("tokens")
          .steeringExecution();
  static final Schema SCHEMA =
      Schema.of(
          URI,
          DTYPE,
          SystemPromptType.SETTING,
          MAX_NEW_TOKENS,
          STOP,
          ANSWER_PREFIX,
          BATCH_SIZE,
          BATCH_TOKENS,
          DeviceChoice.SETTING);

  static VlmSettings of(Section s) {
    return new VlmSettings(
        s.of(URI),
        s.of(DTYPE),
        s.of(SystemPromptType.SETTING),
        s.of(MAX_NEW_TOKENS),
        s.of(STOP),
        s.of(ANSWER_PREFIX),
        s.of(BATCH_SIZE),
        s.of(BATCH_TOKENS),
        s.of(DeviceChoice.SETTING));
  }

  @Override
  public String engine() {
    return VlmFactory.KEY;
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.depthlm.common.vlm.checkpoint.CheckpointException if the folder lacks configuration
   *     or weights, or cannot be read
   */
  @Override
  public VlmSpec spec(String location, ModelFolder folder) {
    return spec(
        location, CheckpointFingerprint.of(folder), CheckpointGeneration.of(folder).described());
  }

  /**
   * The recipe for a folder that was read before.
   *
   * @param fingerprint the digest of its files
   * @param rules changes to greedy decoding in its generation configuration
   */
  VlmSpec spec(String location, String fingerprint, String rules) {
    return new VlmSpec(
        location,
        fingerprint,
        dtype,
        systemPrompt,
        new VlmSpec.Decoding(maxNewTokens, stop, answerPrefix, rules),
        batchSize,
        batchTokens);
  }
}
