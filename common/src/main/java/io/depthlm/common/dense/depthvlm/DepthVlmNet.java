package io.depthlm.common.dense.depthvlm;

import ai.djl.ndarray.NDManager;
import io.depthlm.common.dense.DenseNetwork;
import io.depthlm.common.dense.DepthMap;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.TensorEntry;
import io.depthlm.common.vlm.image.ImageProcessor;
import io.depthlm.common.vlm.image.ImageUnfit;
import io.depthlm.common.vlm.image.PatchGrid;
import io.depthlm.common.vlm.image.PatchedFrame;
import io.depthlm.common.vlm.model.Numerics;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.model.VlmNet;
import io.depthlm.common.vlm.text.PromptBuilder;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;

/** A checkpoint of DepthVLM, loaded on a device. */
final class DepthVlmNet implements DenseNetwork<DepthVlmNet.Asked> {
  /** Stands behind the picture, where it changes nothing; templates refuse an empty question. */
  private static final String QUESTION = "How far away is each point?";

  private final Checkpoint checkpoint;
  private final PromptBuilder prompts;
  private final ImageProcessor images;
  private final NDManager manager;
  private final VlmNet net;
  private final DepthHeadNet head;

  private DepthVlmNet(
      Checkpoint checkpoint, PromptBuilder prompts, VlmNet net, DepthHeadNet head, NDManager own) {
    this.checkpoint = checkpoint;
    this.prompts = prompts;
    this.images = ImageProcessor.open(checkpoint.folder(), checkpoint.config());
    this.net = net;
    this.head = head;
    this.manager = own;
  }

  /**
   * Loads a folder.
   *
   * @param type the number format that the model computes in; null for that of the checkpoint where
   *     the device is fast at it
   * @throws io.depthlm.common.vlm.checkpoint.CheckpointException if it is no checkpoint of DepthVLM
   * @throws RuntimeException if the device has no room, or the engine cannot start
   */
  static DepthVlmNet load(Path folder, NumberType type, SystemPrompt system, DeviceSlot device) {
    Checkpoint checkpoint = Checkpoint.open(folder);
    SortedMap<String, TensorEntry> tensors = DepthHead.tensors(folder, checkpoint);
    Deque<AutoCloseable> open = new ArrayDeque<>();
    try {
      PromptBuilder prompts = PromptBuilder.open(folder, checkpoint.config(), system);
      open.push(prompts);
      DepthHeadNet head = DepthHeadNet.load(tensors, device);
      open.push(head);
      NDManager own = TorchRuntime.manager(device);
      open.push(own);
      VlmNet net = VlmNet.load(checkpoint, Numerics.choose(type, checkpoint, device), device);
      open.push(net);
      return new DepthVlmNet(checkpoint, prompts, net, head, own);
    } catch (RuntimeException | Error e) {
      for (AutoCloseable part : open) {
        try {
          part.close();
        } catch (Exception another) {
          e.addSuppressed(another);
        }
      }
      throw e;
    }
  }

  /**
   * A picture as a prompt that ends with it.
   *
   * @param grid the picture's patches
   */
  record Asked(Prompt prompt, PatchGrid grid) implements DenseNetwork.Shown {
    @Override
    public double shownWidthPx() {
      return grid.outWidthPx();
    }
  }

  @Override
  public Asked prepare(PreparedFrame frame) {
    PatchedFrame picture = images.patch(frame.image());
    PatchGrid grid = picture.grid();
    long[] words = prompts.build(QUESTION, List.of(grid)).ids();
    int end = words.length;
    while (words[end - 1] != prompts.imageToken()) {
      end--;
    }
    int most = checkpoint.config().text().maxPositions();
    if (most != 0 && end > most) {
      throw new ImageUnfit(
          "a picture of %d x %d px is %d tokens, the model takes %d"
              .formatted(grid.inWidthPx(), grid.inHeightPx(), end, most));
    }
    int[] ids = Arrays.stream(words, 0, end).mapToInt(Math::toIntExact).toArray();
    return new Asked(new Prompt(ids, List.of(picture.marked(Marks.NONE))), grid);
  }

  @Override
  public DepthMap map(Asked asked) {
    PatchGrid grid = asked.grid;
    try (NDManager scope = manager.newSubManager()) {
      return head.map(
          net.imageStates(asked.prompt, scope),
          grid.rows() / grid.mergeSize(),
          grid.columns() / grid.mergeSize(),
          grid.patchPx() * grid.mergeSize());
    }
  }

  @Override
  public Integer tokenPx() {
    return images.tokenPx();
  }

  @Override
  public String computesIn() {
    return net.numerics().computed().key();
  }

  @Override
  public void close() {
    net.close();
    head.close();
    manager.close();
    prompts.close();
  }
}
