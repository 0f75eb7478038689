package io.depthlm.common.dataset.registry;

import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.raw.DdadReader;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The raw data set formats, one line each. */
public final class DatasetFormats {
  private static final List<DatasetFormat> ALL = List.of(DdadReader.FORMAT);

  private DatasetFormats() {}

  /** The format of a name. */
  public static Optional<DatasetFormat> find(String name) {
    return ALL.stream().filter(f -> f.name().equals(name)).findFirst();
  }

  /** All names, sorted. */
  public static List<String> names() {
    return ALL.stream().map(DatasetFormat::name).sorted(Comparator.naturalOrder()).toList();
  }
}
