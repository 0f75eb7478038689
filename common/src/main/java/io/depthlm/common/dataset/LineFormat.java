package io.depthlm.common.dataset;

import java.io.Serializable;

/**
 * A dataset format that is read line by line. Implementations hold no state, may be shared by
 * threads, and never throw on what a line contains. Formats whose unit is something else than a
 * line (a folder, an archive) get an interface of their own and the same results.
 */
public interface LineFormat extends Serializable {
  /**
   * Reads one line.
   *
   * @param line without its line feed; a carriage return, a byte-order mark and surrounding white
   *     space are tolerated
   */
  LineResult read(String line);
}
