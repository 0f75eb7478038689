package io.depthlm.common.vlm;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Runs batches on a device and recovers from errors. If a batch does not fit into memory, it and
 * all later ones are halved. If a batch fails, its questions are asked one by one, so that one bad
 * question fails alone.
 */
final class BatchRunner {
  /** The maximum number of rows in a batch; it falls when a batch does not fit. */
  private final AtomicInteger mostRows = new AtomicInteger(Integer.MAX_VALUE);

  private final Runnable freeMemory;

  /**
   * @param freeMemory called if a batch did not fit
   */
  BatchRunner(Runnable freeMemory) {
    this.freeMemory = freeMemory;
  }

  /**
   * One answer for each prompt, in order.
   *
   * @param model answers a batch, or throws
   */
  List<Answer> run(List<Prompt> prompts, Function<List<Prompt>, List<Answer>> model) {
    int most = mostRows.get();
    if (prompts.size() > most) {
      return halves(prompts, most, model);
    }
    try {
      return model.apply(prompts);
    } catch (EngineException e) {
      throw e; // not the questions' fault
    } catch (RuntimeException | OutOfMemoryError e) {
      if (TorchRuntime.isDeviceLost(e)) {
        throw new EngineException(EngineException.DEVICE_LOST, firstLine(e), e);
      }
      if (TorchRuntime.isOutOfMemory(e)) {
        freeMemory.run();
        if (prompts.size() > 1) {
          int half = (prompts.size() + 1) / 2;
          mostRows.accumulateAndGet(half, Math::min);
          return halves(prompts, half, model);
        }
        return List.of(new Answer.Failed("device_out_of_memory", Answer.Retry.LATER, firstLine(e)));
      }
      if (prompts.size() > 1) {
        return halves(prompts, 1, model);
      }
      return List.of(new Answer.Failed("model_failed", Answer.Retry.LATER, firstLine(e)));
    }
  }

  private List<Answer> halves(
      List<Prompt> prompts, int size, Function<List<Prompt>, List<Answer>> model) {
    List<Answer> answers = new ArrayList<>();
    for (int from = 0; from < prompts.size(); from += size) {
      answers.addAll(run(prompts.subList(from, Math.min(prompts.size(), from + size)), model));
    }
    return answers;
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage() == null ? e : e.getMessage())
        .lines()
        .findFirst()
        .orElse("");
  }
}
