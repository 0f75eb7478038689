package io.depthlm.common.config;

import com.typesafe.config.ConfigValueType;
import io.depthlm.common.core.UserError;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.PixelMode;
import io.depthlm.common.settings.Decoded;
import io.depthlm.common.settings.Node;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Suggestion;
import io.depthlm.common.settings.Types;
import io.depthlm.common.settings.ValueType;

/** The settings of image preparation. */
final class ImageTypes {
  private ImageTypes() {}

  /** The name of a marker. */
  static final ValueType<String> MARKER =
      new ValueType<>() {
        @Override
        public String name() {
          return "the name of a marker";
        }

        @Override
        public Decoded<String> decode(Node node) {
          if (!(node.value().unwrapped() instanceof String marker)) {
            throw node.wrong(name());
          }
          if (!Markers.names().contains(marker)) {
            throw new UserError(
                node.where() + ": there is no marker '" + marker + "'",
                Suggestion.remedy(marker, Markers.names()));
          }
          return Decoded.plain(marker, marker);
        }
      };

  /** A focal length in pixels; {@code native} (frames keep their own) is read as infinity. */
  static final ValueType<Double> FOCAL_PX =
      new ValueType<>() {
        @Override
        public String name() {
          return "a number from 16 to 20000, or native";
        }

        @Override
        public Decoded<Double> decode(Node node) {
          if ("native".equals(node.value().unwrapped())) {
            return Decoded.plain(Double.POSITIVE_INFINITY, "native");
          }
          if (node.value().valueType() == ConfigValueType.NUMBER) {
            double px = ((Number) node.value().unwrapped()).doubleValue();
            if (px >= 16 && px <= 20_000) {
              return Decoded.plain(px, px);
            }
          }
          throw node.wrong(name());
        }
      };

  private static final Setting<Long> MAX_BYTES =
      Setting.defaulted(
              "max_bytes",
              Types.LONG,
              Long.toString(ImageLimits.DEFAULT.maxBytes()),
              "maximum size of an image file")
          .limited("from 1024 to 2147483647", n -> n >= 1024 && n <= Integer.MAX_VALUE)
          .in("bytes");
  private static final Setting<Long> MAX_PIXELS =
      Setting.defaulted(
              "max_pixels",
              Types.LONG,
              Long.toString(ImageLimits.DEFAULT.maxPixels()),
              "maximum width x height of an image, decoded or prepared")
          .limited("from 1 to 500000000", n -> n >= 1 && n <= 500_000_000)
          .in("pixels");
  private static final Setting<Integer> MAX_SIDE_PX =
      Setting.defaulted(
              "max_side_px",
              Types.INT,
              Integer.toString(ImageLimits.DEFAULT.maxSidePx()),
              "maximum length of a side, decoded or prepared")
          .limited("from 1 to 1000000", n -> n >= 1 && n <= 1_000_000)
          .in("pixels");

  /** The limits of an image file. */
  private static final ValueType<ImageLimits> LIMITS =
      Types.section(
          Schema.of(MAX_BYTES, MAX_PIXELS, MAX_SIDE_PX),
          s -> new ImageLimits(s.of(MAX_BYTES), s.of(MAX_PIXELS), s.of(MAX_SIDE_PX)));

  /** How to treat pixels that are not square. */
  static final Setting<PixelMode> PIXEL_MODE =
      Setting.defaulted(
          "pixel_mode",
          Types.oneOf(PixelMode.class),
          "official",
          "how to treat frames whose pixels are not square: keep them as the official"
              + " evaluation does, or resample them");

  /** The limits of image files. */
  static final Setting<ImageLimits> IMAGES =
      Setting.defaulted("images", LIMITS, "{}", "limits of image files");
}
