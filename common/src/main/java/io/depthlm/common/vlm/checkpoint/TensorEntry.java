package io.depthlm.common.vlm.checkpoint;

import io.depthlm.common.engine.NumberType;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The place of one tensor in a file: numbers of {@code dtype}, little-endian, row-major, at {@code
 * byteOffset} of {@code file}. The range was checked against the file's size when the header was
 * read.
 *
 * @param name the name in the file
 * @param dtype the number format
 * @param shape the sizes, outermost first; not to be written to
 * @param file the safetensors file
 * @param byteOffset from the start of the file
 * @param byteLength elements · bytes of one number
 */
public record TensorEntry(
    String name, NumberType dtype, long[] shape, Path file, long byteOffset, long byteLength) {
  /** The number of elements. */
  public long elements() {
    return byteLength / dtype.bytes();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorEntry that
        && name.equals(that.name)
        && dtype == that.dtype
        && Arrays.equals(shape, that.shape)
        && file.equals(that.file)
        && byteOffset == that.byteOffset
        && byteLength == that.byteLength;
  }

  @Override
  public int hashCode() {
    return name.hashCode() * 31 + Long.hashCode(byteOffset);
  }

  @Override
  public String toString() {
    return "%s %s%s".formatted(name, dtype, Arrays.toString(shape));
  }
}
