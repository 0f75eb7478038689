package io.depthlm.common.dataset;

import java.io.Serializable;

/** A frame's picture: a file of the input, or bytes out of a container. */
public sealed interface FrameImage extends Serializable {
  /**
   * A file.
   *
   * @param path relative to the input folder (or to the image folder where one is given)
   */
  record InFile(String path) implements FrameImage {}

  /**
   * Bytes that no file has by itself; they are kept in the table {@code images}.
   *
   * @param bytes a whole PNG or JPEG file; shared, not copied
   */
  record InMemory(byte[] bytes) implements FrameImage {}

  /**
   * Bytes inside a file of the input, where they can be read again.
   *
   * @param path of that file, relative to the input folder
   * @param byteOffset of the first byte
   * @param bytes a whole PNG or JPEG file; shared, not copied
   */
  record InContainer(String path, long byteOffset, byte[] bytes) implements FrameImage {}
}
