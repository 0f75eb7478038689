package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.vlm.torch.TensorList;
import java.util.List;

/**
 * The common beginning of several questions, images included, read once. Their {@link
 * DecodingBatch}es use its keys and values without a copy. Closing it frees them.
 */
public final class SharedPrefix implements AutoCloseable {
  private final int length;
  private final int next;
  private final List<NDArray> features;
  private final NDManager scope;
  private final TensorList cache;

  private SharedPrefix(
      int length, int next, List<NDArray> features, NDManager scope, TensorList cache) {
    this.length = length;
    this.next = next;
    this.features = features;
    this.scope = scope;
    this.cache = cache;
  }

  /**
   * Reads a beginning.
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
      // Kept, because a question may repeat a part of an image.
      List<NDArray> features = net.features(List.of(prompt), scope);
      net.decoder().prefill(batch, features, last, cache, work);
      return new SharedPrefix(prompt.ids().length, batch.next()[0], features, scope, cache);
    } catch (RuntimeException | Error e) {
      scope.close();
      throw e;
    }
  }

  /** The number of tokens. */
  public int length() {
    return length;
  }

  /** The rotary position of the next token. */
  int next() {
    return next;
  }

  /** Features of the images. */
  List<NDArray> features() {
    return features;
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
