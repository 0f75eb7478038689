package io.depthlm.common.dataset;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The regular files of a tar archive, in order, with the places of their bytes. Reads ustar, pax
 * and GNU archives from one pass over a stream; believes no size that the archive cannot hold.
 *
 * <p>Not thread-safe; the caller closes the stream.
 */
public final class TarWalk {
  private static final int BLOCK = 512;

  /** Of a name or of extended attributes: more is an attack or a mistake. */
  private static final long MAX_EXTENDED_BYTES = 64 * 1024;

  /**
   * A file in the archive.
   *
   * @param name as the archive has it: not to be trusted
   * @param offset of its first byte
   */
  public record Member(String name, long offset, long bytes) {}

  /**
   * An entry that has no content of its own.
   *
   * @param target what it stands for; names over 100 bytes are cut
   */
  public record Link(String name, String target) {}

  /** The archive is none, or is cut off. */
  public static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
      super(message);
    }
  }

  private final InputStream in;
  private final long totalBytes;
  private final List<Link> links = new ArrayList<>();
  private long position;
  private long memberEnd;
  private long nextHeader;

  /**
   * @param in from the archive's first byte
   * @param totalBytes how many it has
   */
  public TarWalk(InputStream in, long totalBytes) {
    this.in = in;
    this.totalBytes = totalBytes;
  }

  /**
   * The next regular file, or null at the end; what is left of the one before is skipped.
   *
   * @throws DamagedException if what is there is no tar header, or claims more than there is
   */
  public Member next() throws IOException {
    String longName = null;
    Pax pax = Pax.NONE;
    while (true) {
      skipTo(nextHeader);
      byte[] header = header();
      if (header == null) {
        return null;
      }
      long at = position - BLOCK;
      char type = (char) header[156];
      boolean extension = type == 'x' || type == 'g' || type == 'L' || type == 'K';
      long size = pax.size() >= 0 && !extension ? pax.size() : number(header, 124, 12, at);
      // As other readers: a link has no data, whatever size stands there.
      boolean hasData = type < '1' || type > '6';
      if (!hasData) {
        size = 0;
      }
      if (size > totalBytes - position) {
        throw new DamagedException(
            "the entry at byte %d claims %d bytes, %d are left"
                .formatted(at, size, totalBytes - position));
      }
      memberEnd = position + size;
      nextHeader = position + (size + BLOCK - 1) / BLOCK * BLOCK;
      if (extension) {
        byte[] content = extended(size, at, type);
        if (type == 'L') {
          longName = text(content, 0, content.length);
        } else if (type == 'x') {
          pax = Pax.parse(content, at);
        }
        continue;
      }
      if (type == 'S') {
        throw new DamagedException("the entry at byte %d is a sparse file".formatted(at));
      }
      boolean regular = type == '0' || type == 0 || type == '7';
      if (regular && !pax.sparse()) {
        String name = pax.path() != null ? pax.path() : longName != null ? longName : name(header);
        // Old archives mark folders by their name only.
        if (!name.endsWith("/")) {
          return new Member(name, position, size);
        }
      }
      if (type == '1' || type == '2') {
        String name = pax.path() != null ? pax.path() : longName != null ? longName : name(header);
        links.add(new Link(name, text(header, 157, 100)));
      }
      longName = null;
      pax = Pax.NONE;
    }
  }

  /** The links that were passed since this was last asked. */
  public List<Link> links() {
    List<Link> passed = List.copyOf(links);
    links.clear();
    return passed;
  }

  /**
   * The whole content of the member that came last.
   *
   * @param member as {@link #next} gave it; its size is the caller's to limit
   */
  public byte[] content(Member member) throws IOException {
    if (position != member.offset() || memberEnd != member.offset() + member.bytes()) {
      throw new IllegalStateException("not the current member, or read already");
    }
    return exactly(Math.toIntExact(member.bytes()));
  }

  private byte[] extended(long size, long at, char type) throws IOException {
    if (type == 'g' || type == 'K') {
      return new byte[0]; // skipped
    }
    if (size > MAX_EXTENDED_BYTES) {
      throw new DamagedException(
          "the entry at byte %d has a name or attributes of %d bytes, at most %d are read"
              .formatted(at, size, MAX_EXTENDED_BYTES));
    }
    return exactly((int) size);
  }

  /** Null at the end of the archive: two empty blocks, or nothing more. */
  private byte[] header() throws IOException {
    if (position == totalBytes) {
      return null;
    }
    if (totalBytes - position < BLOCK) {
      throw new DamagedException("the archive ends inside a header, at byte " + totalBytes);
    }
    long at = position;
    byte[] header = exactly(BLOCK);
    long sum = 0;
    boolean empty = true;
    for (int i = 0; i < BLOCK; i++) {
      boolean checksum = i >= 148 && i < 156;
      sum += checksum ? ' ' : header[i] & 0xff;
      empty &= header[i] == 0;
    }
    if (empty) {
      return null;
    }
    if (number(header, 148, 8, at) != sum) {
      throw new DamagedException("no tar header at byte " + at);
    }
    return header;
  }

  /** Octal digits between spaces and zeros, or GNU's binary form for large numbers. */
  private static long number(byte[] header, int from, int length, long at) throws DamagedException {
    long value = 0;
    if ((header[from] & 0x80) != 0) {
      for (int i = from; i < from + length; i++) {
        int digit = i == from ? header[i] & 0x7f : header[i] & 0xff;
        if (value >>> 55 != 0) {
          throw noNumber(at);
        }
        value = value << 8 | digit;
      }
      return value;
    }
    int i = from;
    int end = from + length;
    while (i < end && header[i] == ' ') {
      i++;
    }
    for (; i < end && header[i] != 0 && header[i] != ' '; i++) {
      if (header[i] < '0' || header[i] > '7') {
        throw noNumber(at);
      }
      value = value << 3 | (header[i] - '0'); // 12 digits at most
    }
    return value;
  }

  private static DamagedException noNumber(long at) {
    return new DamagedException("no tar header at byte " + at + ": a number in it is none");
  }

  private static String name(byte[] header) {
    String name = text(header, 0, 100);
    boolean ustar = text(header, 257, 5).equals("ustar") && header[262] == 0;
    String prefix = ustar ? text(header, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String text(byte[] bytes, int from, int length) {
    int end = from;
    while (end < from + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    position += bytes.length;
    if (bytes.length < length) {
      throw new EOFException("the stream ended at byte %d of %d".formatted(position, totalBytes));
    }
    return bytes;
  }

  private void skipTo(long target) throws IOException {
    long end = Math.min(target, totalBytes); // the last padding may be missing
    if (end > position) {
      in.skipNBytes(end - position);
      position = end;
    }
  }

  /**
   * Attributes of the entry that follows.
   *
   * @param path or null
   * @param size or −1
   * @param sparse whether its bytes are not its content
   */
  private record Pax(String path, long size, boolean sparse) {
    static final Pax NONE = new Pax(null, -1, false);

    /** Records of the form "length key=value\n". */
    static Pax parse(byte[] content, long at) throws DamagedException {
      String path = null;
      long size = -1;
      boolean sparse = false;
      for (int i = 0; i < content.length && content[i] != 0; ) {
        ByteArrayOutputStream digits = new ByteArrayOutputStream();
        int start = i;
        while (i < content.length && content[i] >= '0' && content[i] <= '9' && i - start < 6) {
          digits.write(content[i++]);
        }
        int length =
            digits.size() == 0 ? 0 : Integer.parseInt(digits.toString(StandardCharsets.US_ASCII));
        boolean whole =
            i < content.length
                && content[i] == ' '
                && start + length <= content.length
                && start + length > i + 1
                && content[start + length - 1] == '\n';
        if (!whole) {
          throw new DamagedException("the attributes at byte " + at + " are broken");
        }
        String record = new String(content, i + 1, start + length - i - 2, StandardCharsets.UTF_8);
        if (record.startsWith("path=")) {
          path = record.substring(5);
        } else if (record.startsWith("size=")) {
          if (!record.matches("size=\\d{1,18}")) {
            throw new DamagedException("the attributes at byte " + at + " have no size: " + record);
          }
          size = Long.parseLong(record.substring(5));
        } else {
          sparse |= record.startsWith("GNU.sparse.");
        }
        i = start + length;
      }
      return new Pax(path, size, sparse);
    }
  }
}
