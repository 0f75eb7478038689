package io.depthlm.common.dense;

import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;

/** What becomes of a network's maps once their pixels are read. */
public enum MapsChoice {
  /** They are gone. */
  DISCARD,
  /** A sweep keeps them as files beside its tables. */
  KEEP;

  /** The key {@code maps} of a model entry. */
  public static final Setting<MapsChoice> SETTING =
      Setting.defaulted(
              "maps",
              Types.oneOf(MapsChoice.class),
              "discard",
              "keep has a sweep write the map of every picture as a file under maps/ of the"
                  + " warehouse")
          .steeringExecution();
}
