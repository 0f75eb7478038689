package io.depthlm.common.dataset;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;

/**
 * Reads a data set from its files. It finds its work in two steps, so that a large input is never
 * listed in one place: the driver asks for {@link #parts}, executors ask each part for its {@link
 * #units} and then {@link #read} them, in any order and on any number of machines, to the same
 * frames.
 */
public interface DatasetReader extends FrameReader<DatasetUnit> {
  /**
   * The independent parts of an input, such as its scene folders; cheap.
   *
   * @throws io.depthlm.common.core.UserError if the folder has not the layout of this format
   */
  List<String> parts(DatasetFiles files) throws IOException;

  /**
   * What of the input is passed over although it could be meant; one line each, for people.
   *
   * @throws IOException if a folder cannot be listed
   */
  default List<String> passedOver(DatasetFiles files) throws IOException {
    return List.of();
  }

  /**
   * The units of a part, and what of it cannot be used. Memory is bounded by the part's metadata.
   *
   * @throws IOException if a file cannot be read; the part becomes a reject
   */
  Iterator<UnitListing> units(String part, DatasetFiles files) throws IOException;

  /** How many units make a task: few where a unit is much work, as a whole archive is. */
  default int unitsPerTask() {
    return 16;
  }

  /** A unit to read, or a fault of the listing that costs one. Exactly one of both is not null. */
  record UnitListing(DatasetUnit unit, UnitReject reject) implements Serializable {
    /** A unit to read. */
    public static UnitListing of(String id, String detail) {
      return new UnitListing(new DatasetUnit(id, detail), null);
    }

    /** A unit that cannot be read. */
    public static UnitListing of(UnitReject reject) {
      return new UnitListing(null, reject);
    }
  }
}
