package io.depthlm.common.vlm.train;

/** Which words of a conversation are learnt. */
public enum LossOn {
  /** The assistant's, its end token included. */
  ANSWER,
  /** All but image tokens, as the official script does: system prompt and question too. */
  ALL_TEXT
}
