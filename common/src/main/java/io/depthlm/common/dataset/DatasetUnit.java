package io.depthlm.common.dataset;

import java.io.Serializable;

/**
 * What one call of a reader turns into frames: a line, a table row, a lidar sweep, a picture with
 * its depth. It is small and complete: a task that gets it needs nothing else but the files.
 *
 * @param id unique in the input, the same for the same input
 * @param detail the reader's own words, usually JSON; nobody else reads them
 */
public record DatasetUnit(String id, String detail) implements Serializable {
  /** The number that ends the id of a unit of {@link DatasetFormat.Input#LINES}, from 1. */
  public long lineNumber() {
    return Long.parseLong(id.substring(id.lastIndexOf('#') + 1));
  }
}
