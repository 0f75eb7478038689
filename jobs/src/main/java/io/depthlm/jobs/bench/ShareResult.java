package io.depthlm.jobs.bench;

import java.util.List;

/**
 * What sharing a picture saves.
 *
 * @param computedIn the numbers that the model computed in
 * @param picturesAtOnce so many pictures were asked about at the same time
 * @param rows by way of pointing and number of questions
 */
public record ShareResult(String computedIn, int picturesAtOnce, List<Row> rows) {
  /**
   * Time of a question, milliseconds.
   *
   * @param pointing text, token or painted
   * @param marker the marker's name
   * @param prompt the prompt's name
   * @param questions about the picture, handed over together
   * @param sharedMs a question's time
   * @param apart so many of them were also asked with the picture read for each
   * @param apartMs a question's time then
   * @param ratio of the second to the first, turn by turn
   * @param same how many of these got the same answer in the last turn
   */
  public record Row(
      String pointing,
      String marker,
      String prompt,
      int questions,
      Spread sharedMs,
      int apart,
      Spread apartMs,
      Spread ratio,
      int same) {}
}
