package io.depthlm.common.imaging;

import io.depthlm.common.core.RejectReason;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The uncompressed bytes of a PNG's IDAT chunks, and its palette. */
final class PngStream implements AutoCloseable {
  private static final int PLTE = 0x504c5445;
  private static final int IEND = 0x49454e44;
  private static final int SIGNATURE_BYTES = 8;

  /** Length and type before a chunk's data, checksum after them. */
  private static final int BEFORE_DATA = 8;

  private static final int CHUNK_OVERHEAD = 12;

  private final byte[] file;
  private final Inflater inflater = new Inflater();
  private byte[] palette = {};

  /** Inflated bytes not read yet: a call to the inflater costs as much as a short row. */
  private final byte[] block = new byte[1 << 16];

  private int blockAt;
  private int blockEnd;

  /** Where the next chunk starts. */
  private int at = SIGNATURE_BYTES;

  private PngStream(byte[] file) {
    this.file = file;
  }

  /** Opens a file whose {@link PngHeader} was read; walks up to its first IDAT. */
  static PngStream open(byte[] file) {
    PngStream stream = new PngStream(file);
    if (!stream.nextData()) {
      throw new ImageRejected(RejectReason.IMAGE_UNREADABLE, "a PNG without pixels");
    }
    return stream;
  }

  /** RGB triples, empty where there is no palette. */
  byte[] palette() {
    return palette;
  }

  /** Fills an array. */
  void read(byte[] into) throws DataFormatException {
    int filled = 0;
    while (filled < into.length) {
      if (blockAt == blockEnd) {
        inflateBlock();
      }
      int n = Math.min(into.length - filled, blockEnd - blockAt);
      System.arraycopy(block, blockAt, into, filled, n);
      blockAt += n;
      filled += n;
    }
  }

  private void inflateBlock() throws DataFormatException {
    blockAt = 0;
    blockEnd = 0;
    while (blockEnd == 0) {
      blockEnd = inflater.inflate(block);
      if (blockEnd == 0 && (inflater.finished() || inflater.needsDictionary() || !nextData())) {
        throw new ImageRejected(RejectReason.IMAGE_UNREADABLE, "the PNG's pixels are cut off");
      }
    }
  }

  /**
   * Reads the checksum behind the last pixel. Data beyond the picture are left alone, as Pillow
   * does.
   */
  void finish() throws DataFormatException {
    byte[] beyond = new byte[1];
    while (!inflater.finished() && inflater.inflate(beyond) == 0 && nextData()) {
      // the checksum may stand in a chunk of its own
    }
  }

  @Override
  public void close() {
    inflater.end();
  }

  /** Hands the next IDAT to the inflater; false if there is none. */
  private boolean nextData() {
    while (at + CHUNK_OVERHEAD <= file.length) {
      int length = int32(at);
      int type = int32(at + 4);
      int data = at + BEFORE_DATA;
      if (length < 0 || length > file.length - at - CHUNK_OVERHEAD) {
        throw new ImageRejected(RejectReason.IMAGE_UNREADABLE, "the PNG ends inside a chunk");
      }
      at = data + length + 4;
      if (type == PngHeader.IDAT) {
        checkSum(data, length);
        inflater.setInput(file, data, length);
        return true;
      }
      if (type == PLTE) {
        checkSum(data, length);
        palette = Arrays.copyOfRange(file, data, data + length);
      }
      if (type == IEND) {
        return false;
      }
    }
    return false;
  }

  private void checkSum(int data, int length) {
    CRC32 crc = new CRC32();
    crc.update(file, data - 4, length + 4);
    if ((int) crc.getValue() != int32(data + length)) {
      throw new ImageRejected(
          RejectReason.IMAGE_UNREADABLE,
          "a PNG chunk at byte %d fails its checksum".formatted(data - 8));
    }
  }

  private int int32(int i) {
    return (file[i] & 0xff) << 24
        | (file[i + 1] & 0xff) << 16
        | (file[i + 2] & 0xff) << 8
        | file[i + 3] & 0xff;
  }
}
