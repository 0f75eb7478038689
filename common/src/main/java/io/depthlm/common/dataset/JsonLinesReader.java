package io.depthlm.common.dataset;

import io.depthlm.common.core.UserError;
import io.depthlm.common.geometry.LabelKind;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * JSON lines of the curated form ({@link CuratedFormat}): one file, or all files {@code .jsonl},
 * {@code .ndjson} and {@code .json} of a folder and the folders in it, also gzipped. What a file is
 * decide its bytes and not its name. A part is a file; a unit is a line, its id the file and the
 * line's number from 1.
 */
public final class JsonLinesReader implements DatasetReader {
  private static final long serialVersionUID = 1L;
  private static final Pattern NAME =
      Pattern.compile("(?i).*\\.(jsonl|ndjson|json)(\\.gz)?", Pattern.DOTALL);
  private static final Pattern LINES_OF_ANOTHER_NAME =
      Pattern.compile(
          "(?i).*\\.(jsonl|ndjson|json|jsonlines|txt|csv|tsv)(\\.\\w+)?", Pattern.DOTALL);
  private static final int MAX_NOTES = 5;

  private static final String LINE = "=";
  private static final String FAULT = "!";

  private final CuratedFormat format = new CuratedFormat();
  private final LabelKind labelKind;
  private final String split;

  /**
   * A reader.
   *
   * @param labelKind what the depths are: lines do not say
   * @param split of all frames, or null
   */
  public JsonLinesReader(LabelKind labelKind, String split) {
    this.labelKind = labelKind;
    this.split = split;
  }

  @Override
  public List<String> parts(DatasetFiles files) throws IOException {
    if (isFile(files)) {
      checkIsLines(files);
      return List.of("");
    }
    Found found = Found.in(files);
    if (found.taken.isEmpty()) {
      throw new UserError(
          "no *.jsonl, *.ndjson or *.json (or *.gz of them) in " + files.uri("") + found.words(),
          "--input takes a JSON-lines file of any name, or a folder of them");
    }
    return found.taken;
  }

  @Override
  public List<String> passedOver(DatasetFiles files) throws IOException {
    return isFile(files) ? List.of() : Found.in(files).notes();
  }

  private static boolean isFile(DatasetFiles files) throws IOException {
    try {
      files.length("");
      return true;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** A whole input that is something else is one mistake and not thousands of bad lines. */
  private static void checkIsLines(DatasetFiles files) {
    try (Opened opened = Opened.of("", files)) {
      if (opened.fault != null) {
        throw new UserError(files.uri("") + " is " + opened.fault.words(), remedy(opened.fault));
      }
    } catch (EOFException | ZipException e) {
      throw new UserError(
          files.uri("") + " is cut off or damaged: " + e.getMessage(), "fetch it again", e);
    } catch (IOException e) {
      throw new UserError(
          "cannot read " + files.uri("") + ": " + e.getMessage(), "check the access to it", e);
    }
  }

  private static String remedy(FileKind kind) {
    return switch (kind) {
      case TAR -> "unpack it; shards of pictures are given with --images, beside a file of lines";
      case PARQUET -> "use --format table";
      case JSON_ARRAY -> "write one object a line, for example: jq -c '.[]' FILE > lines.jsonl";
      case JSON_DOCUMENT -> "write one object a line, for example: jq -c . FILE > lines.jsonl";
      case UTF16, UTF32 ->
          "convert it: iconv -f %s -t UTF-8 FILE"
              .formatted(kind == FileKind.UTF16 ? "UTF-16" : "UTF-32");
      case ZIP, BZIP2, XZ, ZSTD -> "unpack it, or compress it with gzip";
      default -> "--format jsonl reads one JSON object a line";
    };
  }

  @Override
  public Iterator<UnitListing> units(String part, DatasetFiles files) throws IOException {
    return new Lines(part, files);
  }

  @Override
  public Iterator<UnitResult> read(DatasetUnit unit, DatasetFiles files) {
    return List.of(read(unit.detail())).iterator();
  }

  /** What a unit's detail comes to; no file is looked at. */
  public UnitResult read(String detail) {
    if (detail.startsWith(FAULT)) {
      int space = detail.indexOf(' ');
      return new UnitReject(
          null, RejectReason.valueOf(detail.substring(1, space)), detail.substring(space + 1));
    }
    LineResult result = format.read(detail.substring(LINE.length()));
    if (result instanceof CuratedFrame frame) {
      return frame.of(labelKind, split);
    }
    return result instanceof BadLine bad
        ? bad.toReject()
        : new UnitReject(null, RejectReason.MISSING_KEY, "nothing"); // no unit is a blank line
  }

  /** The detail of a unit that is a line of JSON. */
  public static String detail(String line) {
    return LINE + line;
  }

  /** The number of a unit's line, from 1. */
  public static long lineNumber(DatasetUnit unit) {
    return Long.parseLong(unit.id().substring(unit.id().lastIndexOf('#') + 1));
  }

  /** What a folder has. */
  private static final class Found {
    private final List<String> taken = new ArrayList<>();
    private final List<String> hidden = new ArrayList<>();
    private final List<String> others = new ArrayList<>();

    static Found in(DatasetFiles files) throws IOException {
      Found found = new Found();
      found.walk("", files);
      return found;
    }

    private void walk(String folder, DatasetFiles files) throws IOException {
      DatasetFiles.Listing listing = files.list(folder);
      String before = folder.isEmpty() ? "" : folder + "/";
      for (DatasetFiles.Item file : listing.files()) {
        String path = before + file.name();
        if (!NAME.matcher(file.name()).matches()) {
          if (LINES_OF_ANOTHER_NAME.matcher(file.name()).matches()) {
            others.add(path);
          }
        } else if (isHidden(file.name())) {
          hidden.add(path);
        } else {
          taken.add(path);
        }
      }
      for (String name : listing.folders()) {
        if (isHidden(name)) {
          hidden.add(before + name + "/");
        } else {
          walk(before + name, files);
        }
      }
    }

    /** As Hadoop, Spark and file managers: unfinished or private. */
    private static boolean isHidden(String name) {
      return name.startsWith("_") || name.startsWith(".");
    }

    List<String> notes() {
      List<String> notes = new ArrayList<>();
      note(notes, hidden, "hidden (the name begins with '_' or '.')");
      note(notes, others, "not named *.jsonl, *.ndjson or *.json");
      return notes;
    }

    private static void note(List<String> notes, List<String> paths, String why) {
      if (!paths.isEmpty()) {
        String more = paths.size() > MAX_NOTES ? ", …" : "";
        notes.add(
            "passed over %,d %s: %s%s"
                .formatted(
                    paths.size(),
                    why,
                    String.join(", ", paths.subList(0, Math.min(MAX_NOTES, paths.size()))),
                    more));
      }
    }

    String words() {
      return notes().isEmpty() ? "" : "; " + String.join("; ", notes());
    }
  }

  /** A file's text, unpacked; or what it is instead of lines. */
  private static final class Opened implements AutoCloseable {
    private final InputStream in;
    private final FileKind fault;

    private Opened(InputStream in, FileKind fault) {
      this.in = in;
      this.fault = fault;
    }

    static Opened of(String path, DatasetFiles files) throws IOException {
      InputStream raw = files.open(path);
      try {
        BufferedInputStream in = new WholeStream(raw);
        FileKind kind = sniff(in);
        if (kind == FileKind.GZIP) {
          in = new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16);
          kind = sniff(in);
        }
        return new Opened(in, kind == FileKind.TEXT ? null : kind);
      } catch (IOException | RuntimeException e) {
        raw.close();
        throw e;
      }
    }

    private static FileKind sniff(BufferedInputStream in) throws IOException {
      in.mark(FileKind.HEAD_BYTES);
      byte[] head = in.readNBytes(FileKind.HEAD_BYTES);
      in.reset();
      return FileKind.of(head);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /**
   * Says truly whether there is more: GZIPInputStream asks that before it looks for a further
   * member, and would drop the rest of a file that an object store hands over in pieces.
   */
  private static final class WholeStream extends BufferedInputStream {
    WholeStream(InputStream in) {
      super(in, 1 << 16);
    }

    @Override
    public synchronized int available() throws IOException {
      if (pos < count) {
        return count - pos;
      }
      int next = read();
      if (next < 0) {
        return 0;
      }
      pos--;
      return count - pos;
    }
  }

  /** The lines of a file, and at its end what is wrong with the file. */
  private static final class Lines implements Iterator<UnitListing> {
    private final String part;
    private final DatasetFiles files;
    private Opened opened;
    private TextLines lines;
    private long number;
    private boolean ended;
    private UnitListing next;

    Lines(String part, DatasetFiles files) {
      this.part = part;
      this.files = files;
    }

    @Override
    public boolean hasNext() {
      while (next == null && !ended) {
        number++;
        try {
          next = line();
        } catch (LineFault e) {
          next = reject(e.toResult().reason(), e.getMessage());
        } catch (IOException | RuntimeException e) {
          // A damaged file costs what is left of it.
          next = reject(RejectReason.FILE_UNREADABLE, damage(e));
          end();
        }
      }
      return next != null;
    }

    private static String damage(Exception e) {
      return e instanceof EOFException || e instanceof ZipException
          ? "the file is cut off or damaged: " + e.getMessage()
          : "the file cannot be read: " + e.getMessage();
    }

    /** Null for a line with nothing on it, and at the end. */
    private UnitListing line() throws IOException, LineFault {
      if (opened == null) {
        opened = Opened.of(part, files);
        if (opened.fault != null) {
          String words = opened.fault.words();
          end();
          return reject(RejectReason.FILE_UNREADABLE, "the file is " + words);
        }
        lines = new TextLines(opened.in, CuratedParser.MAX_LINE_CHARS);
      }
      String text = lines.next();
      if (text == null) {
        end();
        return null;
      }
      return isBlank(text) ? null : UnitListing.of(part + "#" + number, detail(text));
    }

    private boolean isBlank(String text) {
      return text.isBlank() || number == 1 && text.startsWith("\uFEFF") && text.length() == 1;
    }

    private UnitListing reject(RejectReason reason, String detail) {
      return UnitListing.of(part + "#" + number, FAULT + reason.name() + " " + detail);
    }

    private void end() {
      ended = true;
      if (opened != null) {
        try {
          opened.close();
        } catch (IOException e) {
          // What was read stands.
        }
      }
    }

    @Override
    public UnitListing next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      UnitListing found = next;
      next = null;
      return found;
    }
  }
}
