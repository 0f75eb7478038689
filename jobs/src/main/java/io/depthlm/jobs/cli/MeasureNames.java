package io.depthlm.jobs.cli;

import io.depthlm.common.core.UserError;
import io.depthlm.common.metrics.MeasureSet;
import io.depthlm.common.metrics.registry.MeasureSets;

/** The sets of measures as options name them. */
final class MeasureNames {
  private MeasureNames() {}

  /**
   * The set of a name.
   *
   * @throws UserError if there is none
   */
  static MeasureSet set(String name) {
    return MeasureSets.find(name)
        .orElseThrow(
            () ->
                new UserError(
                    "--measures '" + name + "' is not a set of measures",
                    "name one of " + MeasureSets.names()));
  }
}
