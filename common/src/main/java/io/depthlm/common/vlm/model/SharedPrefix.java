package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDManager;
import io.depthlm.common.vlm.torch.TensorList;
import java.util.Arrays;
import java.util.List;

/**
 * What many questions begin with, images included, read once: its keys and values, which their
 * {@link DecodingBatch}es look at where they lie. Closing it frees them.
 */
public final class SharedPrefix implements AutoCloseable {
  private final int[] ids;
  private final List<PatchedImage> images;
  private final int next;
  private final NDManager scope;
  private final TensorList cache;

  private SharedPrefix(Prompt prompt, int next, NDManager scope, TensorList cache) {
    this.ids = prompt.ids();
    this.images = prompt.images();
    this.next = next;
    this.scope = scope;
    this.cache = cache;
  }

  /**
   * Reads it.
   *
   * @param prompt the beginning, with all images
   */
  static SharedPrefix read(VlmNet net, Prompt prompt) {
    PromptBatch batch =
        PromptBatch.of(List.of(prompt), List.of(new int[0]), net.config(), net.vision()::tokens);
    NDManager scope = net.manager().newSubManager();
    try (NDManager work = scope.newSubManager()) {
      TensorList cache = net.decoder().cache(1, batch.length(), scope);
      long[] last = {batch.length() - 1L};
      net.decoder().prefill(batch, net.features(List.of(prompt), work), last, cache, work);
      return new SharedPrefix(prompt, batch.next()[0], scope, cache);
    } catch (RuntimeException | Error e) {
      scope.close();
      throw e;
    }
  }

  /** How many tokens it has. */
  public int length() {
    return ids.length;
  }

  /**
   * Whether a question goes on from here: it shows the same images and begins with these tokens.
   */
  public boolean begins(Prompt prompt) {
    return prompt.ids().length > ids.length
        && Arrays.equals(ids, 0, ids.length, prompt.ids(), 0, ids.length)
        && PatchedImage.areSame(images, prompt.images());
  }

  /** The rotary position of the word behind it. */
  int next() {
    return next;
  }

  TensorList cache() {
    return cache;
  }

  @Override
  public void close() {
    cache.close();
    scope.close();
  }
}
