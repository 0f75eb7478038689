package io.depthlm.common.vlm.djl;

import ai.djl.BaseModel;
import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Blocks;
import ai.djl.translate.Translator;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.vlm.VlmSpec;
import io.depthlm.common.vlm.text.SystemPrompt;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A checkpoint folder as a DJL model. Options, as DJL's {@code optOption} gives them: {@code dtype}
 * (auto, f32, bf16), {@code system_prompt} (left out: the chat template's own), {@code
 * max_new_tokens}, {@code stop}, {@code answer_prefix}, {@code batch_size}, {@code batch_tokens};
 * they mean what they mean in a model's configuration.
 */
final class DepthModel extends BaseModel {
  private final Device device;
  private DepthEngine engine;

  DepthModel(String name, Device device) {
    super(name);
    this.device = device;
    this.manager = NDManager.newBaseManager(device, "PyTorch");
    this.block = Blocks.identityBlock();
  }

  @Override
  public void load(Path folder, String prefix, Map<String, ?> options) {
    setModelDir(folder);
    Options given = new Options(options == null ? Map.of() : options);
    String system = given.text("system_prompt", null);
    VlmSpec spec =
        new VlmSpec(
            folder.toAbsolutePath().toString(),
            folder.getFileName().toString(),
            VlmSpec.Weights.valueOf(given.text("dtype", "auto").toUpperCase(java.util.Locale.ROOT)),
            system == null ? SystemPrompt.TEMPLATE : SystemPrompt.given(system),
            new VlmSpec.Decoding(
                given.whole("max_new_tokens", 64),
                List.of(given.text("stop", "</answer>")),
                given.text("answer_prefix", null)),
            given.whole("batch_size", 8),
            given.whole("batch_tokens", 16384));
    engine = spec.open(device.isGpu() ? new DeviceSlot(device.getDeviceId()) : DeviceSlot.CPU);
    wasLoaded = true;
  }

  /** What answers; there after {@code load}. */
  DepthEngine engine() {
    return engine;
  }

  @Override
  public <I, O> Predictor<I, O> newPredictor(Translator<I, O> translator, Device on) {
    if (!(translator instanceof DepthTranslator<I, O> ours)) {
      throw new IllegalArgumentException(
          "a DepthLM model takes the translators of DepthTranslatorFactory, found "
              + translator.getClass().getName());
    }
    return new DepthBytesPredictor<>(this, ours, on);
  }

  @Override
  public void close() {
    if (engine != null) {
      engine.close();
      engine = null;
    }
    super.close();
  }
}
