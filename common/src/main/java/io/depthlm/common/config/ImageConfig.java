package io.depthlm.common.config;

/**
 * What an image file may be at most, before any of it is decoded.
 *
 * @param maxBytes size of the file
 * @param maxPixels width × height its header names
 */
public record ImageConfig(int maxBytes, long maxPixels) {
  private static final Setting<Integer> MAX_BYTES =
      Setting.defaulted("max_bytes", Types.INT, "67108864", "largest image file")
          .limited("at least 1024", n -> n >= 1024)
          .in("bytes");
  private static final Setting<Long> MAX_PIXELS =
      Setting.defaulted("max_pixels", Types.LONG, "100000000", "largest width x height")
          .limited("from 1 to 700000000", n -> n >= 1 && n <= 700_000_000L)
          .in("pixels");
  static final Schema SCHEMA = Schema.of(MAX_BYTES, MAX_PIXELS);

  static ImageConfig of(Section s) {
    return new ImageConfig(s.of(MAX_BYTES), s.of(MAX_PIXELS));
  }
}
