package io.depthlm.common.imaging;

/** The file formats that are decoded. */
public enum ImageFormat {
  PNG,
  JPEG
}
