package io.depthlm.common.dataset;

/** How the values of a depth file are stored. Metres are {@code value · scale}. */
public enum DepthEncoding {
  /** Grey PNG of 16 bits, 0 = nothing measured. */
  PNG16("png16"),
  /** Grey PNG of 16 bits, each value rotated left by 13 bits (SUN RGB-D). */
  PNG16_ROTATED("png16_rotated"),
  /** NumPy array, [height, width] or [height, width, 1], floats. */
  NPY("npy"),
  /** Little-endian floats row by row without a header. */
  RAW_F32("raw_f32"),
  /** A two-dimensional slice of an HDF5 data set; the file's part names both. */
  HDF5("hdf5"),
  /** A frame of ScanNet++'s {@code depth.bin}; the part is its number. */
  SCANNETPP_BIN("scannetpp_bin"),
  /** One channel of an OpenEXR file: the only one, or the first one named like depth. */
  EXR("exr"),
  /** Portable float map, rows from the bottom up. */
  PFM("pfm"),
  /** COLMAP's own depth maps: {@code WIDTH&HEIGHT&1&} and floats row by row. */
  COLMAP_BIN("colmap_bin");

  private final String key;

  DepthEncoding(String key) {
    this.key = key;
  }

  /** The name in tables. */
  public String key() {
    return key;
  }
}
