package io.depthlm.jobs.bench;

import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.EngineSpec;
import java.util.List;

/**
 * Which questions about one picture to measure.
 *
 * @param modelName for people
 * @param engine the model's engine
 * @param ways the ways to point at a pixel
 * @param questionsPerPicture numbers of questions, each at least 1
 * @param repeats counted turns, at least 1
 */
public record ShareRequest(
    String modelName,
    EngineSpec engine,
    List<Way> ways,
    List<Integer> questionsPerPicture,
    int repeats) {
  /**
   * A way to point at a pixel.
   *
   * @param pointing for people: text, token or painted
   * @param prompt the name of the prompt
   * @param asking how its questions are put
   */
  public record Way(String pointing, String prompt, Asking asking) {}
}
