package io.depthlm.common.dataset.raw;

import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetReader;
import io.depthlm.common.dataset.DatasetUnit;
import io.depthlm.common.dataset.UnitResult;
import java.io.IOException;
import java.util.Iterator;

/** A reader whose units are one frame each. A file that cannot be read costs that frame. */
interface OneFrameReader extends DatasetReader {
  /**
   * The frame of a unit, or why it cannot be used.
   *
   * @throws IOException if a file cannot be read; {@link io.depthlm.common.dataset.UnitFault} says
   *     the reason
   */
  UnitResult frame(DatasetUnit unit, DatasetFiles files) throws IOException;

  @Override
  default Iterator<UnitResult> read(DatasetUnit unit, DatasetFiles files) {
    return DenseFrames.one(unit.id(), () -> frame(unit, files));
  }
}
