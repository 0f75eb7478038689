package io.depthlm.common.engine;

import java.util.Locale;

/**
 * The answer to a question: a text that the model generated, a depth that the engine measured, or a
 * failure.
 */
public sealed interface Answer {
  /**
   * A text that the model generated. The parser decides whether it holds a number.
   *
   * @param text the generated text, without special tokens
   * @param confidence the probability of the answer's tokens in [0, 1], or null if the engine
   *     reports none
   * @param expectedAbsRel the absolute relative error that the model's own distribution over the
   *     number's digits leads to expect, or null if the engine knows none; docs/method.md, section
   *     9
   * @param effectiveFocalPx the focal length along x of the first picture after the model's own
   *     image processor; null if the engine reads no picture
   * @param promptTokens number of prompt tokens, images included; 0 if the engine has no tokens
   * @param answerTokens number of generated tokens; 0 if the engine has no tokens
   * @param batchSize number of questions in the same batch
   * @param finish why it ends where it does, or null if the engine does not know
   * @param service who answered and for how much, where a service did; null where this process
   *     computed
   */
  record Said(
      String text,
      Double confidence,
      Double expectedAbsRel,
      Double effectiveFocalPx,
      int promptTokens,
      int answerTokens,
      int batchSize,
      Finish finish,
      Service service)
      implements Answer {
    /** Checks the confidence: tables hold null, never NaN. */
    public Said {
      if (confidence != null && !(confidence >= 0 && confidence <= 1)) {
        throw new IllegalArgumentException("a confidence of " + confidence);
      }
      if (expectedAbsRel != null && !(expectedAbsRel >= 0 && Double.isFinite(expectedAbsRel))) {
        throw new IllegalArgumentException("an expected error of " + expectedAbsRel);
      }
    }

    /** An answer without an expected error and an effective focal length. */
    public Said(String text, Double confidence, int promptTokens, int answerTokens, int batchSize) {
      this(text, confidence, null, null, promptTokens, answerTokens, batchSize, null, null);
    }

    /** Whether it was cut off before its end; false where nobody knows. */
    public boolean isCutOff() {
      return finish == Finish.LENGTH;
    }

    /** The reason for its end as it is written, or null. */
    public String finishReason() {
      return finish == null ? null : finish.key();
    }

    /** The same answer with an effective focal length. */
    public Said withEffectiveFocal(Double focalPx) {
      return new Said(
          text,
          confidence,
          expectedAbsRel,
          focalPx,
          promptTokens,
          answerTokens,
          batchSize,
          finish,
          service);
    }

    /** The same answer with an expected error, or null. */
    public Said withExpectedAbsRel(Double expected) {
      return new Said(
          text,
          confidence,
          expected,
          effectiveFocalPx,
          promptTokens,
          answerTokens,
          batchSize,
          finish,
          service);
    }

    /** The same answer with the reason for its end, or null. */
    public Said withFinish(Finish reason) {
      return new Said(
          text,
          confidence,
          expectedAbsRel,
          effectiveFocalPx,
          promptTokens,
          answerTokens,
          batchSize,
          reason,
          service);
    }
  }

  /** Why an answer ends where it does, in the words of chat services. */
  enum Finish {
    /** The model ended it. */
    STOP,
    /** It reached the largest number of tokens and was cut off: a number in it may be a part. */
    LENGTH;

    /** How it is written. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What a service tells about itself beside an answer. It may serve another version of the model
   * than the one that was asked for, and another one tomorrow.
   *
   * @param model the model's name as the service gives it, or null
   * @param fingerprint the service's name for this version of its system, or null
   * @param costUsd the price of the question, or null where nobody knows it
   */
  record Service(String model, String fingerprint, Double costUsd) {}

  /**
   * A number that the engine measured; nothing has to be parsed.
   *
   * @param value the depth at the asked pixel
   * @param kind which depth it is, and so its unit
   * @param effectiveFocalPx as in {@link Said}
   * @param batchSize number of questions in the same batch
   * @param map the whole map that it was read from, the same for all questions about a frame; null
   *     unless the engine hands maps out
   */
  record Measured(
      double value, MeasuredKind kind, Double effectiveFocalPx, int batchSize, DepthRaster map)
      implements Answer {
    /** A number without its map. */
    public Measured(double value, MeasuredKind kind, Double effectiveFocalPx, int batchSize) {
      this(value, kind, effectiveFocalPx, batchSize, null);
    }
  }

  /**
   * The question could not be asked or answered; the run goes on.
   *
   * @param errorCode a stable code in lower case with underscores
   * @param retriable whether a later attempt may succeed
   * @param detail one line for people
   */
  record Failed(String errorCode, Retry retriable, String detail) implements Answer {
    @Override
    public Double effectiveFocalPx() {
      return null;
    }

    @Override
    public int batchSize() {
      return 0;
    }
  }

  /**
   * The focal length along x of the first picture as the engine saw it; null if it is not known.
   */
  Double effectiveFocalPx();

  /** The number of questions in the same batch; 0 for a failure. */
  int batchSize();

  /** Whether a resumed run asks the question again. */
  enum Retry {
    LATER,
    NEVER
  }
}
