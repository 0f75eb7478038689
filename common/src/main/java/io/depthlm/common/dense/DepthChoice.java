package io.depthlm.common.dense;

import io.depthlm.common.dense.DepthMap.Quantity;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.MeasuredKind;
import java.util.Locale;

/** What a model's entry says of the network's maps. */
public enum DepthChoice {
  /** What the network says, if it has a unit. */
  AUTO(null),
  /** Metres along the optical axis. */
  Z(Quantity.Z),
  /** Metres from the camera centre. */
  RADIAL(Quantity.RADIAL),
  /** One over metres along the optical axis. */
  INVERSE_Z(Quantity.INVERSE_Z),
  /** Grows with z, without a unit. */
  RELATIVE(Quantity.RELATIVE),
  /** Grows with the inverse of z, without a unit. */
  RELATIVE_INVERSE(Quantity.RELATIVE_INVERSE);

  private final Quantity quantity;

  DepthChoice(Quantity quantity) {
    this.quantity = quantity;
  }

  /**
   * What the maps hold.
   *
   * @param ofNetwork what the network says of itself
   * @param where the network's place, for the message
   * @throws EngineException if nothing says that the maps have a unit, nor that they need none
   */
  Quantity choose(Quantity ofNetwork, String where) {
    if (quantity != null) {
      return quantity;
    }
    if (ofNetwork.kind() == MeasuredKind.RELATIVE) {
      throw new EngineException(
          "depth_without_unit",
          "the maps of %s are %s: they have no unit, and answers are in metres\n  name a metric network, or say depth = %s to have every answer recorded as unparsed"
              .formatted(
                  where,
                  ofNetwork == Quantity.RELATIVE ? "relative depth" : "relative inverse depth",
                  ofNetwork.name().toLowerCase(Locale.ROOT)),
          null);
    }
    return ofNetwork;
  }
}
