package io.depthlm.common.dataset;

import io.depthlm.common.core.UserError;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A format by its name.
 *
 * @param name as {@code --format} takes it
 * @param modes the label modes it can be read to; never empty
 * @param extra names of its own options
 * @param factory makes its reader
 */
public record DatasetFormat(
    String name,
    Set<LabelMode> modes,
    Set<String> extra,
    Function<ReaderOptions, DatasetReader> factory) {
  /**
   * A reader with these options.
   *
   * @throws UserError if the format has not got the mode or an option
   */
  public DatasetReader reader(ReaderOptions options) {
    if (!modes.contains(options.labelMode())) {
      throw new UserError(
          "--format " + name + " has no --label-mode " + options.labelMode().key(),
          "it has labels as the sensor measured them only: corrected");
    }
    Set<String> unknown = new TreeSet<>(options.extra().keySet());
    unknown.removeAll(extra);
    if (!unknown.isEmpty()) {
      throw new UserError(
          "--format " + name + " has no option " + String.join(", ", unknown),
          extra.isEmpty() ? "it has none" : "it has " + String.join(", ", new TreeSet<>(extra)));
    }
    return factory.apply(options);
  }
}
