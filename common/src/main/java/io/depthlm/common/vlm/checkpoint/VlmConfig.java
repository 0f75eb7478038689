package io.depthlm.common.vlm.checkpoint;

import java.util.List;

/** What {@code config.json} says of a model, complete: missing keys were derived or defaulted. */
public sealed interface VlmConfig permits QwenConfig, PixtralConfig {
  /** Which family this is. */
  Family family();

  /** The decoder. */
  TextConfig text();

  /** The token that image features replace. */
  int imageTokenId();

  /** The tokens that end an answer: of {@code generation_config.json}, else of the decoder. */
  List<Integer> eosTokenIds();
}
