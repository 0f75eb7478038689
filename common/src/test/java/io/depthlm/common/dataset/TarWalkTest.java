package io.depthlm.common.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside commons-compress, which writes the archives. */
class TarWalkTest {
  private static final String LONG_NAME =
      "a/" + "very-long-folder/".repeat(12) + "über-" + "x".repeat(90) + ".png";

  private static byte[] content(int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) size);
    return bytes;
  }

  private static byte[] archive(int longFileMode) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
      tar.setLongFileMode(longFileMode);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      TarArchiveEntry folder = new TarArchiveEntry("folder/");
      tar.putArchiveEntry(folder);
      tar.closeArchiveEntry();
      for (Object[] file :
          new Object[][] {{"folder/1.png", 1}, {LONG_NAME, 700}, {"empty", 0}, {"512", 512}}) {
        byte[] content = content((int) file[1]);
        TarArchiveEntry entry = new TarArchiveEntry((String) file[0]);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
      TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
      link.setLinkName("/etc/passwd");
      tar.putArchiveEntry(link);
      tar.closeArchiveEntry();
      TarArchiveEntry last = new TarArchiveEntry("last.png");
      last.setSize(3);
      tar.putArchiveEntry(last);
      tar.write(content(3));
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  private static List<TarWalk.Member> walk(byte[] archive) throws IOException {
    TarWalk tar = new TarWalk(new ByteArrayInputStream(archive), archive.length);
    List<TarWalk.Member> members = new ArrayList<>();
    for (TarWalk.Member member = tar.next(); member != null; member = tar.next()) {
      members.add(member);
    }
    return members;
  }

  @ParameterizedTest
  @ValueSource(ints = {TarArchiveOutputStream.LONGFILE_GNU, TarArchiveOutputStream.LONGFILE_POSIX})
  void everyRegularFileIsFoundWhereItIs(int longFileMode) throws IOException {
    byte[] archive = archive(longFileMode);
    List<TarWalk.Member> members = walk(archive);
    assertEquals(
        List.of("folder/1.png", LONG_NAME, "empty", "512", "last.png"),
        members.stream().map(TarWalk.Member::name).toList());
    assertEquals(
        List.of(1L, 700L, 0L, 512L, 3L), members.stream().map(TarWalk.Member::bytes).toList());
    TarWalk tar = new TarWalk(new ByteArrayInputStream(archive), archive.length);
    for (TarWalk.Member member : members) {
      int from = (int) member.offset();
      byte[] there = Arrays.copyOfRange(archive, from, from + (int) member.bytes());
      assertArrayEquals(content((int) member.bytes()), there, member.name());
      assertArrayEquals(there, tar.content(tar.next()), member.name());
    }
    assertNull(tar.next());
    assertEquals(List.of(new TarWalk.Link("link", "/etc/passwd")), tar.links());
    assertEquals(List.of(), tar.links());
  }

  @Test
  void anArchiveThatIsCutOffIsDamagedWhereItEnds() throws IOException {
    byte[] archive = archive(TarArchiveOutputStream.LONGFILE_POSIX);
    long cut = walk(archive).get(3).offset() + 100; // inside "512"
    TarWalk.DamagedException inContent =
        assertThrows(TarWalk.DamagedException.class, () -> walk(Arrays.copyOf(archive, (int) cut)));
    assertEquals(
        "the entry at byte %d claims 512 bytes, 100 are left".formatted(cut - 612),
        inContent.getMessage());
    TarWalk.DamagedException inHeader =
        assertThrows(
            TarWalk.DamagedException.class, () -> walk(Arrays.copyOf(archive, (int) cut - 200)));
    assertEquals("the archive ends inside a header, at byte " + (cut - 200), inHeader.getMessage());
    // without the empty blocks at its end it is whole
    TarWalk.Member last = walk(archive).get(4);
    assertEquals(5, walk(Arrays.copyOf(archive, (int) last.offset() + 3)).size());
  }

  @Test
  void whatIsNoArchiveIsDamaged() {
    byte[] noise =
        "This is a text of more than 512 bytes. ".repeat(30).getBytes(StandardCharsets.UTF_8);
    TarWalk.DamagedException e = assertThrows(TarWalk.DamagedException.class, () -> walk(noise));
    assertTrue(e.getMessage().startsWith("no tar header at byte 0"), e.getMessage());
  }

  /** A header that claims what it likes, with a checksum that is right. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 77777777777 | the entry at byte 0 claims 8589934591 bytes, 512 are left",
        "x | 77777777777 | the entry at byte 0 claims 8589934591 bytes, 512 are left",
        "L | 00000001001 | the entry at byte 0 claims 513 bytes, 512 are left",
        "0 | 0000000001x | no tar header at byte 0: a number in it is none",
        "S | 00000000000 | the entry at byte 0 is a sparse file",
        "x | 00000000010 | the attributes at byte 0 are broken",
      })
  void claimsAreNotBelieved(char type, String size, String told) {
    byte[] archive = new byte[1024];
    System.arraycopy("name".getBytes(StandardCharsets.US_ASCII), 0, archive, 0, 4);
    System.arraycopy(size.getBytes(StandardCharsets.US_ASCII), 0, archive, 124, 11);
    System.arraycopy("99 a=b\n\n".getBytes(StandardCharsets.US_ASCII), 0, archive, 512, 8);
    archive[156] = (byte) type;
    seal(archive);
    TarWalk.DamagedException e = assertThrows(TarWalk.DamagedException.class, () -> walk(archive));
    assertEquals(told, e.getMessage());
  }

  @Test
  void aNameOfMegabytesIsNotRead() {
    byte[] archive = new byte[2 << 20];
    System.arraycopy("4000000".getBytes(StandardCharsets.US_ASCII), 0, archive, 124, 7);
    archive[156] = 'L';
    seal(archive);
    TarWalk.DamagedException e = assertThrows(TarWalk.DamagedException.class, () -> walk(archive));
    assertEquals(
        "the entry at byte 0 has a name or attributes of 1048576 bytes, at most 65536 are read",
        e.getMessage());
  }

  private static void seal(byte[] header) {
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += header[i] & 0xff;
    }
    byte[] digits = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, header, 148, digits.length);
  }
}
