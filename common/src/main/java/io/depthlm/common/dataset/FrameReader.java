package io.depthlm.common.dataset;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;

/**
 * Turns units of an input into frames with labelled points, and what cannot be used into rejects.
 *
 * <p>Implementations are small and serialisable, hold no state besides their options and may be
 * shared by threads.
 *
 * @param <U> what a unit is: a {@link DatasetUnit} of files, or the typed fields of a table's row
 */
public interface FrameReader<U> extends Serializable {
  /**
   * The frames of a unit. Whatever a file contains, this throws nothing but an {@link IOException},
   * which costs the unit; what costs one frame is a {@link UnitReject} among the results.
   *
   * @param files the input's files
   */
  Iterator<UnitResult> read(U unit, DatasetFiles files) throws IOException;
}
