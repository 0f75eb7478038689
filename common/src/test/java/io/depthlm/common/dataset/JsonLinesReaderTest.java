package io.depthlm.common.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.depthlm.common.core.UserError;
import io.depthlm.common.geometry.LabelKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class JsonLinesReaderTest {
  private static final String A = line("a.png");
  private static final String B = line("b.png");

  private final JsonLinesReader reader = new JsonLinesReader(ReaderOptions.of(LabelKind.Z, null));
  private final Map<String, byte[]> files = new TreeMap<>();

  @Test
  void linesHaveTheirNumbersWhateverEndsThem() throws IOException {
    for (String text :
        List.of(
            A + "\n\n" + B + "\n",
            A + "\r\n\r\n" + B,
            "\uFEFF" + A + "\r\r" + B + "\r",
            A + "\n  \t\n" + B + "\n\n\n")) {
      files.put("", bytes(text));
      assertEquals(List.of("1 a.png", "3 b.png"), results(), text);
    }
    files.put("", new byte[0]);
    assertEquals(List.of(), results());
    files.put("", bytes("\uFEFF\n\n"));
    assertEquals(List.of(), results());
  }

  @Test
  void aLineThatIsNotUtf8CostsItselfOnly() throws IOException {
    byte[] latin = "{\"image\": \"\u00e9.png\"}".getBytes(StandardCharsets.ISO_8859_1);
    files.put("", join(bytes(A + "\n"), latin, bytes("\n" + B)));
    assertEquals(List.of("1 a.png", "2 not_utf8", "3 b.png"), results());
  }

  @Test
  void compressionIsSeenInTheBytesAndNotInTheName() throws IOException {
    files.put("p/a.jsonl", gzip(bytes(A)));
    files.put("p/b.JSONL.gz", bytes(B));
    assertEquals(List.of("1 a.png", "1 b.png"), results());
  }

  /**
   * As appended logs and parallel compressors write it; a store may give it out in small pieces.
   */
  @Test
  void allMembersOfAGzipFileAreRead() throws IOException {
    files.put("", join(gzip(bytes(A + "\n")), gzip(bytes(B + "\n")), gzip(bytes(A + "\n"))));
    assertEquals(List.of("1 a.png", "2 b.png", "3 a.png"), results());
  }

  @Test
  void aCutFileCostsItsEndAndNotItsFolder() throws IOException {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      many.append(line(Integer.toHexString(i * 7919) + ".png")).append('\n');
    }
    byte[] whole = gzip(bytes(many.toString()));
    files.put("cut.jsonl.gz", Arrays.copyOf(whole, whole.length - 2000));
    files.put("sound.jsonl", bytes(B));
    List<String> results = results();
    String last = results.get(results.size() - 2);
    assertEquals("1 b.png", results.get(results.size() - 1));
    assertEquals(results.size() - 1 + " file_unreadable", last);
    assertEquals(true, results.size() > 100, "the lines before the end are used");
    files.put("cut.jsonl.gz", Arrays.copyOf(whole, 12));
    assertEquals(List.of("1 file_unreadable", "1 b.png"), results());
  }

  @Test
  void anInputOfAnotherKindIsOneMessage() throws IOException {
    Map<String, byte[]> others = new TreeMap<>();
    others.put("a tar archive", tar());
    others.put("a zip archive", zip());
    others.put("a Parquet file", bytes("PAR1" + "x".repeat(50)));
    others.put("a picture", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0});
    others.put("text in UTF-16", A.getBytes(StandardCharsets.UTF_16));
    others.put("text in UTF-32", ("\uFEFF" + A).getBytes(Charset.forName("UTF-32LE")));
    others.put("one JSON array", bytes(" [\n  " + A + "]"));
    others.put("one JSON document of many lines", bytes("{\r\n\"image\": 1}"));
    others.put("binary data", new byte[] {1, 2, 0, 3});
    others.put("compressed with bzip2", bytes("BZh91AY&SY"));
    for (Map.Entry<String, byte[]> other : others.entrySet()) {
      for (byte[] content : List.of(other.getValue(), gzip(other.getValue()))) {
        files.clear();
        files.put("", content);
        UserError e = assertThrows(UserError.class, this::results, other.getKey());
        assertEquals("mem:/ is " + other.getKey(), e.getMessage().lines().findFirst().orElse(""));
        assertEquals(2, e.getMessage().lines().count());
        files.clear();
        files.put("bad.jsonl", content);
        files.put("good.jsonl", bytes(A));
        assertEquals(List.of("1 file_unreadable", "1 a.png"), results(), other.getKey());
      }
    }
    files.clear();
    files.put("", A.getBytes(StandardCharsets.UTF_16LE));
    assertThrows(UserError.class, this::results);
  }

  @Test
  void whatIsPassedOverIsSaid() throws IOException {
    files.put("a.jsonl", bytes(A));
    files.put("sub/B.NDJson", bytes(B));
    files.put("_c.jsonl", bytes(A));
    files.put(".d.jsonl", bytes(A));
    files.put("_tmp/e.jsonl", bytes(A));
    files.put("points.txt", bytes(A));
    files.put("rgb/a.png", bytes("p"));
    assertEquals(List.of("1 a.png", "1 b.png"), results());
    assertEquals(
        List.of(
            "passed over 3 hidden (the name begins with '_' or '.'): .d.jsonl, _c.jsonl, _tmp/",
            "passed over 1 not named *.jsonl, *.ndjson or *.json: points.txt"),
        reader.passedOver(folder()));
    files.keySet().removeAll(List.of("a.jsonl", "sub/B.NDJson"));
    UserError e = assertThrows(UserError.class, this::results);
    assertEquals(
        "no *.jsonl, *.ndjson or *.json (or *.gz of them) in mem:/; passed over 3 hidden (the name"
            + " begins with '_' or '.'): .d.jsonl, _c.jsonl, _tmp/; passed over 1 not named"
            + " *.jsonl, *.ndjson or *.json: points.txt\n"
            + "  --input takes a JSON-lines file of any name, or a folder of them",
        e.getMessage());
  }

  @Test
  void aLineBeyondTheLimitCostsItself() throws Exception {
    TextLines lines = new TextLines(new ByteArrayInputStream(bytes("ab\nabcdef\nabcde\n")), 5);
    assertEquals("ab", lines.next());
    LineFault fault = assertThrows(LineFault.class, lines::next);
    assertEquals("a line of 6 bytes, at most 5", fault.getMessage());
    assertEquals("abcde", lines.next());
    assertEquals(null, lines.next());
  }

  private static String line(String image) {
    return "{\"image\": \""
        + image
        + "\", \"intrinsics\": [5, 5, 2, 2, 4, 4], \"pixel_coords\": [[1, 1]], \"depth\": [1]}";
  }

  /** Number and image of each line, or number and reason. */
  private List<String> results() throws IOException {
    List<String> found = new ArrayList<>();
    for (String part : reader.parts(folder())) {
      reader
          .units(part, folder())
          .forEachRemaining(
              listing -> {
                UnitResult result = reader.read(listing.unit(), folder()).next();
                found.add(
                    listing.unit().lineNumber()
                        + " "
                        + (result instanceof DatasetFrame frame
                            ? frame.frameId()
                            : ((UnitReject) result).reason().key()));
              });
    }
    return found;
  }

  private DatasetFiles folder() {
    return new MemoryFiles(files);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A header block, enough to know one. */
  private static byte[] tar() {
    byte[] tar = new byte[1024];
    System.arraycopy(bytes("a.png"), 0, tar, 0, 5);
    System.arraycopy(bytes("ustar"), 0, tar, 257, 5);
    return tar;
  }

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("a.png"));
      zip.write(1);
    }
    return out.toByteArray();
  }

  /** Files in memory, handed out a few bytes at a time; the path "" alone is a file input. */
  private record MemoryFiles(Map<String, byte[]> files) implements DatasetFiles {
    @Override
    public Listing list(String folder) throws IOException {
      String prefix = folder.isEmpty() ? "" : folder + "/";
      TreeSet<String> folders = new TreeSet<>();
      List<Item> items = new ArrayList<>();
      files.forEach(
          (path, bytes) -> {
            if (path.startsWith(prefix)) {
              String rest = path.substring(prefix.length());
              if (rest.contains("/")) {
                folders.add(rest.substring(0, rest.indexOf('/')));
              } else {
                items.add(new Item(rest, bytes.length));
              }
            }
          });
      return new Listing(List.copyOf(folders), items);
    }

    @Override
    public byte[] read(String path, long maxBytes) throws IOException {
      if (!files.containsKey(path)) {
        throw new FileNotFoundException(path);
      }
      return files.get(path);
    }

    @Override
    public byte[] readRange(String path, long offset, int length) throws IOException {
      return Arrays.copyOfRange(read(path, Long.MAX_VALUE), (int) offset, (int) offset + length);
    }

    @Override
    public InputStream open(String path) throws IOException {
      return new ByteArrayInputStream(read(path, Long.MAX_VALUE)) {
        @Override
        public synchronized int read(byte[] into, int from, int length) {
          return super.read(into, from, Math.min(length, 7));
        }

        @Override
        public synchronized int available() {
          return 0;
        }
      };
    }

    @Override
    public long length(String path) throws IOException {
      return read(path, Long.MAX_VALUE).length;
    }

    @Override
    public boolean exists(String path) {
      return files.containsKey(path);
    }

    @Override
    public String uri(String path) {
      return "mem:/" + path;
    }
  }
}
