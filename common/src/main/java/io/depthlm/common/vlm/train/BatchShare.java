package io.depthlm.common.vlm.train;

import java.io.Serializable;

/**
 * The parts of each batch that one worker computes.
 *
 * @param fromPart its first part of the batch, from 0
 * @param toPart the next worker's first part
 */
public record BatchShare(int fromPart, int toPart) implements Serializable {
  /** Checks that it is not empty. */
  public BatchShare {
    if (fromPart < 0 || toPart <= fromPart) {
      throw new IllegalArgumentException("a share from part %d to %d".formatted(fromPart, toPart));
    }
  }

  int parts() {
    return toPart - fromPart;
  }
}
