package io.depthlm.common.dense;

import io.depthlm.common.core.LruCache;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.CallGate;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DepthRaster;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.DeviceThreads;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.Question;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.Pixel;
import io.depthlm.common.imaging.FrameKey;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.vlm.image.ImageUnfit;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;

/**
 * A depth network that answers questions on one device: one pass makes the map of a frame, and all
 * questions about it read the map at their pixels. Markers and words are not looked at.
 *
 * <p>A map covers the picture from edge to edge, whatever size the picture was prepared in, so that
 * it is read at the pixel of the original picture.
 */
public final class DenseEngine implements DepthEngine {
  /** Maps kept for questions that come later: those of the calls under way. */
  private static final int MAPS = 4;

  private final DenseNetwork<?> network;
  private final DepthMap.Quantity quantity;
  private final MapsChoice choice;
  private final DeviceSlot device;
  private final DeviceThreads thread;
  private final LruCache<FrameKey, Measured> maps = new LruCache<>(MAPS);
  private final LongAdder passes = new LongAdder();

  /**
   * @param network is closed with this engine
   * @param quantity what its maps hold
   * @param choice whether answers carry the maps that they were read from
   */
  public DenseEngine(
      DenseNetwork<?> network, DepthMap.Quantity quantity, MapsChoice choice, DeviceSlot device) {
    this.network = network;
    this.quantity = quantity;
    this.choice = choice;
    this.device = device;
    this.thread = DeviceThreads.one("depthlm-dense-" + device, device, network::close);
  }

  @Override
  public List<Answer> answer(List<Question> questions) {
    try (CallGate.Pass pass = thread.gate().enter()) {
      List<Answer> answers = new ArrayList<>(questions.size());
      for (Question question : questions) {
        answers.add(answer(question, questions.size()));
      }
      return answers;
    }
  }

  private Answer answer(Question question, int together) {
    if (question.frames().size() != 1 || question.pixels().size() != 1) {
      return failed(
          "task_unsupported",
          "a depth network measures one pixel of one picture; the question has %d of %d"
              .formatted(question.pixels().size(), question.frames().size()));
    }
    PreparedFrame frame = question.frames().get(0).frame();
    try {
      return read(
          maps.of(new FrameKey(frame), key -> pass(network, key.frame())),
          frame,
          question,
          together);
    } catch (ImageUnfit e) {
      return failed(ImageUnfit.CODE, e.getMessage());
    }
  }

  private Answer read(Measured measured, PreparedFrame frame, Question question, int together) {
    Intrinsics camera = question.camera() == null ? frame.camera() : question.camera();
    Pixel pixel = question.pixels().get(0);
    double depth =
        quantity.depth(
            measured.map.at(pixel.xPx(), pixel.yPx(), camera.widthPx(), camera.heightPx()));
    if (!Double.isFinite(depth)) {
      return failed(
          "engine_not_finite",
          "the map has no number at column %s, row %s".formatted(pixel.xPx(), pixel.yPx()));
    }
    double focalPx = frame.camera().fxPx() * measured.scale;
    return new Answer.Measured(depth, quantity.kind(), focalPx, together, measured.raster);
  }

  private static Answer.Failed failed(String code, String detail) {
    return new Answer.Failed(code, Answer.Retry.NEVER, detail);
  }

  /**
   * The map of a frame.
   *
   * @param scale how much wider the network saw the frame
   * @param raster its depths, null unless answers carry them
   */
  private record Measured(DepthMap map, double scale, DepthRaster raster) {}

  private <T extends DenseNetwork.Shown> Measured pass(
      DenseNetwork<T> network, PreparedFrame frame) {
    T picture = network.prepare(frame);
    DepthMap map = onDevice(network, picture);
    return new Measured(
        map,
        picture.shownWidthPx() / frame.image().widthPx(),
        choice == MapsChoice.KEEP ? map.raster(quantity) : null);
  }

  private <T extends DenseNetwork.Shown> DepthMap onDevice(DenseNetwork<T> network, T picture) {
    try {
      return thread.call(
          () -> {
            passes.increment();
            return network.map(picture);
          });
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ImageUnfit unfit) {
        throw unfit;
      }
      boolean memory = TorchRuntime.isOutOfMemory(e.getCause());
      throw new EngineException(
          memory ? "device_out_of_memory" : "model_failed",
          device + " failed: " + e.getCause(),
          e.getCause());
    }
  }

  /** How many maps it made. */
  long passes() {
    return passes.sum();
  }

  @Override
  public int batchSize() {
    return 1;
  }

  @Override
  public Grouping grouping() {
    return Grouping.FRAMES;
  }

  /** Two: while one frame is on the device, the next is made ready. */
  @Override
  public int lanes() {
    return 2;
  }

  @Override
  public double deviceSeconds() {
    return thread.seconds();
  }

  @Override
  public String device() {
    return device.toString();
  }

  @Override
  public Integer tokenPx() {
    return network.tokenPx();
  }

  @Override
  public String computesIn() {
    return network.computesIn();
  }

  @Override
  public void close() {
    thread.close();
  }
}
