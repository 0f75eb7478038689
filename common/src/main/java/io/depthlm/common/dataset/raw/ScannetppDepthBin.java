package io.depthlm.common.dataset.raw;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.UnitFault;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/**
 * ScanNet++'s {@code depth.bin}: 256 × 192 depth maps, either one deflate stream of float32 metres,
 * or blocks of a 32-bit length and a frame, which is LZ4 of 16-bit millimetres or deflated float32
 * metres.
 */
final class ScannetppDepthBin {
  static final int WIDTH_PX = 256;
  static final int HEIGHT_PX = 192;
  private static final int PIXELS = WIDTH_PX * HEIGHT_PX;

  private ScannetppDepthBin() {}

  /** A frame's bytes in the file. */
  record Block(long offset, int length) {}

  /**
   * The blocks of a file in the order of their frames; empty for one stream of all frames.
   *
   * @throws UnitFault if it ends inside of a block
   */
  static List<Block> blocks(DatasetFiles files, String path) throws IOException {
    long length = files.length(path);
    List<Block> blocks = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(files.open(path)))) {
      long at = 0;
      while (at < length) {
        int size = Integer.reverseBytes(in.readInt());
        if (size <= 0 || size > 8 * PIXELS || at + 4 + size > length) {
          if (blocks.isEmpty()) {
            return List.of();
          }
          throw new UnitFault(
              RejectReason.FILE_UNREADABLE,
              "%s: block %d at byte %,d claims %d bytes".formatted(path, blocks.size(), at, size));
        }
        blocks.add(new Block(at + 4, size));
        in.skipNBytes(size);
        at += 4L + size;
      }
      return blocks;
    } catch (EOFException e) {
      throw new UnitFault(RejectReason.FILE_UNREADABLE, path + " ends inside of a block", e);
    }
  }

  /** Says in a unit where the frame of a number is. */
  static void putBlock(ObjectNode detail, String path, List<Block> blocks, int frame)
      throws UnitFault {
    detail.put("depth", path).put("frame", frame);
    if (blocks.isEmpty()) {
      return;
    }
    if (frame >= blocks.size()) {
      throw new UnitFault(
          RejectReason.FILE_MISSING,
          "%s has %d frames, no frame %d".formatted(path, blocks.size(), frame));
    }
    detail.put("offset", blocks.get(frame).offset).put("length", blocks.get(frame).length);
  }

  /** The frame of a unit, in millimetres. */
  static Png16 read(DatasetFiles files, String path, Json detail) throws IOException {
    int frame = detail.integer("frame");
    String name = path + "#" + frame;
    if (!detail.has("offset")) {
      return millimetres(ofStream(files, path, frame));
    }
    byte[] block =
        files.readRange(path, detail.at("offset").node().asLong(), detail.integer("length"));
    byte[] plain = new byte[2 * PIXELS];
    try {
      int n = LZ4Factory.fastestInstance().safeDecompressor().decompress(block, plain);
      if (n == plain.length) {
        ByteBuffer shorts = ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
        char[] values = new char[PIXELS];
        shorts.asCharBuffer().get(values);
        return new Png16(WIDTH_PX, HEIGHT_PX, values);
      }
    } catch (LZ4Exception e) {
      // The other encoding, then.
    }
    byte[] floats = new byte[4 * PIXELS];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(block);
      if (inflater.inflate(floats) != floats.length) {
        throw new UnitFault(RejectReason.FILE_UNREADABLE, name + " ends before its pixels");
      }
      return millimetres(floats);
    } catch (DataFormatException e) {
      throw new UnitFault(RejectReason.FILE_UNREADABLE, name + " is neither LZ4 nor deflate", e);
    } finally {
      inflater.end();
    }
  }

  private static byte[] ofStream(DatasetFiles files, String path, int frame) throws IOException {
    Inflater inflater = new Inflater(true);
    try (InputStream in = new InflaterInputStream(files.open(path), inflater, 1 << 16)) {
      in.skipNBytes(4L * PIXELS * frame);
      byte[] floats = in.readNBytes(4 * PIXELS);
      if (floats.length < 4 * PIXELS) {
        throw new UnitFault(RejectReason.FILE_MISSING, path + " ends before frame " + frame);
      }
      return floats;
    } catch (ZipException | EOFException e) {
      throw new UnitFault(RejectReason.FILE_UNREADABLE, path + " is not a whole deflate stream", e);
    } finally {
      inflater.end();
    }
  }

  /** Cut to whole millimetres, as the authors' toolkit writes them. */
  private static Png16 millimetres(byte[] floats) {
    ByteBuffer buffer = ByteBuffer.wrap(floats).order(ByteOrder.LITTLE_ENDIAN);
    char[] values = new char[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      float depth = buffer.getFloat(4 * i);
      float millimetres = depth * 1000;
      values[i] = millimetres > 0 && millimetres < 65536 ? (char) millimetres : 0;
    }
    return new Png16(WIDTH_PX, HEIGHT_PX, values);
  }
}
