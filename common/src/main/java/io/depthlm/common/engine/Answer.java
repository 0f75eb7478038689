package io.depthlm.common.engine;

/** What came of a question: something said, a depth that was measured, or a failure. */
public sealed interface Answer {
  /**
   * The model said something; whether it holds a number is the parser's business.
   *
   * @param text the words, without special tokens
   * @param confidence the probability of the answer's tokens in [0, 1], or null where the engine
   *     has none
   * @param effectiveFocalPx the focal length, along x, of the first picture as the model saw it
   *     after its own image processor; null where the engine looks at no picture
   * @param promptTokens tokens read, images included; 0 where the engine has no tokens
   * @param answerTokens tokens said; 0 where the engine has no tokens
   * @param batchSize questions that were answered together
   * @param service who answered and for how much, where a service did; null where this process
   *     computed
   */
  record Said(
      String text,
      Double confidence,
      Double effectiveFocalPx,
      int promptTokens,
      int answerTokens,
      int batchSize,
      Service service)
      implements Answer {
    /** Checks the confidence: tables hold null, never NaN. */
    public Said {
      if (confidence != null && !(confidence >= 0 && confidence <= 1)) {
        throw new IllegalArgumentException("a confidence of " + confidence);
      }
    }

    /** An answer of an engine that looks at no picture, or does not know how it was shown. */
    public Said(String text, Double confidence, int promptTokens, int answerTokens, int batchSize) {
      this(text, confidence, null, promptTokens, answerTokens, batchSize, null);
    }

    /** The same words, of a model that saw its picture under this focal length. */
    public Said withEffectiveFocal(Double focalPx) {
      return new Said(text, confidence, focalPx, promptTokens, answerTokens, batchSize, service);
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
   * The engine measured; nothing has to be parsed.
   *
   * @param value the depth at the asked pixel
   * @param kind which depth it is, and so its unit
   * @param effectiveFocalPx as of {@link Said}
   * @param batchSize questions that were answered together
   */
  record Measured(double value, MeasuredKind kind, Double effectiveFocalPx, int batchSize)
      implements Answer {}

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

  /** The focal length, along x, of the first picture as the engine saw it; null if not known. */
  Double effectiveFocalPx();

  /** Questions that were answered together; 0 where none was asked. */
  int batchSize();

  /** Whether a resumed run asks again. */
  enum Retry {
    LATER,
    NEVER
  }
}
