package io.depthlm.common.vlm.djl;

import ai.djl.BaseModel;
import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.nn.Blocks;
import ai.djl.translate.Translator;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceChoice;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.LocalModelFolder;
import io.depthlm.common.vlm.VlmSettings;
import io.depthlm.common.vlm.VlmSpec;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.lang.ref.Cleaner;
import java.nio.file.Path;
import java.util.Map;

/**
 * A checkpoint folder as a DJL model. Its settings are the keys of a model's entry in {@code
 * conf/models}, given as options or in the query of the model's URL.
 *
 * <p>Models of one folder and the same settings share one engine in a process. It is closed with
 * the last of them; a model that nobody closed and nobody holds any more is given back by the
 * garbage collector, because hosts such as DJL's Spark extension load a model for every task and
 * close none.
 */
final class DepthModel extends BaseModel {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Device device;
  private SharedEngines.Lease lease;
  private Cleaner.Cleanable givenBack;

  DepthModel(String name, Device device) {
    super(name);
    this.device = device;
    this.manager = TorchRuntime.manager(slot(device));
    this.block = Blocks.identityBlock();
  }

  private static DeviceSlot slot(Device device) {
    return device.isGpu() ? new DeviceSlot(device.getDeviceId()) : DeviceSlot.CPU;
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.depthlm.common.core.UserError if an option is unknown or its value wrong
   * @throws io.depthlm.common.engine.EngineException if the folder cannot be run
   */
  @Override
  public void load(Path folder, String prefix, Map<String, ?> options)
      throws MalformedModelException {
    if (lease != null) {
      throw new MalformedModelException("the model " + getName() + " is loaded already");
    }
    setModelDir(folder);
    Path absolute = folder.toAbsolutePath().normalize();
    VlmSettings entry =
        DjlArguments.model(absolute, options == null ? Map.of() : options, getProperties());
    VlmSpec spec = entry.spec(absolute.toString(), new LocalModelFolder(absolute));
    lease = SharedEngines.ofProcess().acquire(spec, placed(entry.device()));
    givenBack = CLEANER.register(this, lease);
    wasLoaded = true;
  }

  private DeviceSlot placed(DeviceChoice choice) throws MalformedModelException {
    if (choice == DeviceChoice.GPU && !device.isGpu()) {
      throw new MalformedModelException("device is gpu, and DJL offers " + device);
    }
    return choice == DeviceChoice.CPU ? DeviceSlot.CPU : slot(device);
  }

  /** The engine; available between {@code load} and {@code close}. */
  DepthEngine engine() {
    if (lease == null) {
      throw new IllegalStateException("the model " + getName() + " is not loaded");
    }
    return lease.engine();
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
    if (givenBack != null) {
      givenBack.clean();
      givenBack = null;
      lease = null;
    }
    super.close();
  }
}
