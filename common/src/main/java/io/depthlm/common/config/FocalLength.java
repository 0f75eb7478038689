package io.depthlm.common.config;

import com.typesafe.config.ConfigValueType;

/**
 * The focal length that frames are resized to.
 *
 * @param px pixels, or null to leave the frame as it is
 */
public record FocalLength(Double px) {
  /** No resize. */
  public static final FocalLength NATIVE = new FocalLength(null);

  private static final double MIN_PX = 16;
  private static final double MAX_PX = 20_000;

  static final ValueType<FocalLength> TYPE =
      new ValueType<>() {
        @Override
        public String name() {
          return "a number from 16 to 20000, or native";
        }

        @Override
        public Decoded<FocalLength> decode(Node node) {
          if ("native".equals(node.value().unwrapped())) {
            return Decoded.plain(NATIVE, "native");
          }
          if (node.value().valueType() == ConfigValueType.NUMBER) {
            double px = ((Number) node.value().unwrapped()).doubleValue();
            if (px >= MIN_PX && px <= MAX_PX) {
              return Decoded.plain(new FocalLength(px), px);
            }
          }
          throw node.wrong(name());
        }
      };

  /** Whether frames keep their own focal length. */
  public boolean isNative() {
    return px == null;
  }

  @Override
  public String toString() {
    return isNative() ? "native" : px == Math.rint(px) ? Long.toString(px.longValue()) : px + "";
  }
}
