package io.depthlm.common.vlm;

import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.FolderSpec;
import io.depthlm.common.engine.ModelFolder;
import io.depthlm.common.engine.NumberChoice;
import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.vlm.cache.CheckpointCache;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The recipe of a {@link VlmEngine}.
 *
 * @param uri the checkpoint folder
 * @param fingerprint the digest of its files, independent of its address
 * @param numbers the number format to compute in
 * @param system the system prompt
 * @param decoding how answers are generated
 * @param batchQuestions maximum number of questions on the device at once, at least 1
 * @param batchTokens maximum number of tokens, prompts and answers, on the device at once; a single
 *     question is always accepted
 */
public record VlmSpec(
    String uri,
    String fingerprint,
    NumberChoice numbers,
    SystemPrompt system,
    Decoding decoding,
    int batchQuestions,
    int batchTokens)
    implements FolderSpec {

  /**
   * How answers are generated: greedily, until a stop text or an end token.
   *
   * @param maxTokens maximum number of tokens, at least 1
   * @param stop texts that end an answer, in addition to the end tokens of the checkpoint
   * @param template the text of training answers with {@code {}} for the number, or null. Expected
   *     tokens are verified, so the answers are those of plain greedy decoding in either case
   * @param rules changes to greedy decoding in the checkpoint's generation configuration ({@link
   *     io.depthlm.common.vlm.checkpoint.GenerationConfig#described}), for the variant's identity;
   *     empty for nothing
   */
  public record Decoding(int maxTokens, List<String> stop, String template, String rules)
      implements Serializable {
    /** Plain greedy decoding, or the settings for a checkpoint that was not read yet. */
    public Decoding(int maxTokens, List<String> stop, String template) {
      this(maxTokens, stop, template, "");
    }

    /** Checks the limits. */
    public Decoding {
      if (maxTokens < 1) {
        throw new IllegalArgumentException("answers of at most " + maxTokens + " tokens");
      }
      if (stop.stream().anyMatch(String::isEmpty)) {
        throw new IllegalArgumentException("an empty stop text would end every answer");
      }
      // List.copyOf's list is serialisable, whatever was given may not be.
      stop = List.copyOf(stop);
    }
  }

  /** Checks the limits. */
  public VlmSpec {
    if (batchQuestions < 1 || batchTokens < 1) {
      throw new IllegalArgumentException(
          "batches of %d questions and %d tokens".formatted(batchQuestions, batchTokens));
    }
  }

  @Override
  public VlmSpec copied(ModelFolder from, Path cache) {
    Path copy = new CheckpointCache(cache).fetch(from, fingerprint);
    return new VlmSpec(
        copy.toString(), fingerprint, numbers, system, decoding, batchQuestions, batchTokens);
  }

  @Override
  public String engine() {
    return VlmFactory.KEY;
  }

  @Override
  public void prepareProcess(int cores) {
    TorchRuntime.limitThreads(cores);
  }

  @Override
  public SortedMap<String, String> identity() {
    SortedMap<String, String> identity = new TreeMap<>();
    identity.put("checkpoint", fingerprint);
    identity.put("dtype", numbers.key());
    system.identify(identity);
    identity.put("decoding", decoding.rules().isEmpty() ? "greedy" : "greedy, " + decoding.rules());
    identity.put("max_new_tokens", Integer.toString(decoding.maxTokens()));
    identity.put("stop", String.join(" | ", decoding.stop()));
    // The template is not part of it: it changes the speed of an answer, not its text.
    return identity;
  }

  @Override
  public DepthEngine open(DeviceSlot device) {
    return VlmEngine.open(this, device);
  }
}
