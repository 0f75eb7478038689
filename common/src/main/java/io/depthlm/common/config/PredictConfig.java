package io.depthlm.common.config;

import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;

/**
 * The settings of prediction. None of them changes an answer.
 *
 * @param chunkRows maximum number of rows in one commit
 * @param chunkMinutes maximum work in one commit at the measured rate, minutes
 * @param maxAttempts maximum number of attempts at a question whose failures are retriable
 * @param maxFailedFraction a run exits with 4 if a larger fraction of the questions fails
 * @param fetchThreads number of image files that a task reads ahead
 * @param answerTimeoutS how long an engine may go without answering any question before it is given
 *     up, seconds
 */
public record PredictConfig(
    int chunkRows,
    double chunkMinutes,
    int maxAttempts,
    double maxFailedFraction,
    int fetchThreads,
    double answerTimeoutS) {
  private static final Setting<Integer> CHUNK_ROWS =
      Setting.defaulted(
              "chunk_rows", Types.INT, "200000", "maximum number of predictions in one commit")
          .limited("from 1 to 200000", n -> n >= 1 && n <= 200_000)
          .in("rows")
          .steeringExecution();
  private static final Setting<Double> CHUNK_MINUTES =
      Setting.defaulted(
              "chunk_minutes",
              Types.NUMBER,
              "10",
              "maximum work in one commit, at the measured rate")
          .limited("above 0, at most 1440", m -> m > 0 && m <= 1440)
          .in("minutes")
          .steeringExecution();
  private static final Setting<Integer> MAX_ATTEMPTS =
      Setting.defaulted(
              "max_attempts",
              Types.INT,
              "3",
              "maximum number of attempts at a question with retriable failures")
          .limited("from 1 to 100", n -> n >= 1 && n <= 100)
          .steeringExecution();
  private static final Setting<Double> MAX_FAILED =
      Setting.defaulted(
              "max_failed_fraction",
              Types.NUMBER,
              "0.01",
              "share of the questions that may fail before the exit code is 4")
          .limited("from 0 to 1", f -> f >= 0 && f <= 1)
          .steeringExecution();
  private static final Setting<Integer> FETCH_THREADS =
      Setting.defaulted(
              "fetch_threads",
              Types.INT,
              "4",
              "number of image files that a task reads ahead at once")
          .limited("from 1 to 64", n -> n >= 1 && n <= 64)
          .steeringExecution();
  private static final Setting<Double> ANSWER_TIMEOUT =
      Setting.defaulted(
              "answer_timeout_s",
              Types.NUMBER,
              "1800",
              "time without any answer after which an engine is given up; its questions fail,"
                  + " and a resumed run asks them again")
          .limited("from 1 to 86400", s -> s >= 1 && s <= 86_400)
          .in("seconds")
          .steeringExecution();
  static final Schema SCHEMA =
      Schema.of(CHUNK_ROWS, CHUNK_MINUTES, MAX_ATTEMPTS, MAX_FAILED, FETCH_THREADS, ANSWER_TIMEOUT);

  static PredictConfig of(Section s) {
    return new PredictConfig(
        s.of(CHUNK_ROWS),
        s.of(CHUNK_MINUTES),
        s.of(MAX_ATTEMPTS),
        s.of(MAX_FAILED),
        s.of(FETCH_THREADS),
        s.of(ANSWER_TIMEOUT));
  }
}
