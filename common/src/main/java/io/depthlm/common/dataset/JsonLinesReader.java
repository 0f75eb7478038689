package io.depthlm.common.dataset;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.geometry.LabelKind;
import java.io.EOFException;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.zip.ZipException;

/**
 * JSON lines of the curated form ({@link CuratedFormat}), from the files that {@link LineFiles}
 * finds. A part is a file; a unit is a line, its id the file and the line's number from 1.
 */
public final class JsonLinesReader implements DatasetReader {
  private static final long serialVersionUID = 1L;

  /** The curated form, one frame a line. */
  public static final DatasetFormat FORMAT =
      new DatasetFormat(
          "jsonl",
          DatasetFormat.Input.LINES,
          DatasetFormat.Depths.GIVEN,
          Set.of(),
          Set.of(),
          DatasetFormat.Splits.GIVEN,
          JsonLinesReader::new);

  // How the detail of a unit begins that is a line, or what is wrong with one.
  private static final String LINE = "=";
  private static final String FAULT = "!";

  private final CuratedFormat format = new CuratedFormat();
  private final LabelKind labelKind;
  private final String split;

  /** A reader; the options say what the depths are, lines do not. */
  public JsonLinesReader(ReaderOptions options) {
    this.labelKind = options.labelKind();
    this.split = options.split();
  }

  @Override
  public List<String> parts(DatasetFiles files) throws IOException {
    return LineFiles.in(files).paths();
  }

  @Override
  public List<String> passedOver(DatasetFiles files) throws IOException {
    return LineFiles.in(files).notes();
  }

  @Override
  public Iterator<UnitListing> units(String part, DatasetFiles files) throws IOException {
    return new Lines(part, files);
  }

  @Override
  public Iterator<UnitResult> read(DatasetUnit unit, DatasetFiles files) {
    return List.of(read(unit.detail())).iterator();
  }

  private UnitResult read(String detail) {
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

  /** The lines of a file, and at its end what is wrong with the file. */
  private static final class Lines implements Iterator<UnitListing> {
    private final String part;
    private final DatasetFiles files;
    private TextFile text;
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
      if (text == null) {
        text = TextFile.open(part, files);
        if (text.fault() != null) {
          String words = text.fault().words();
          end();
          return reject(RejectReason.FILE_UNREADABLE, "the file is " + words);
        }
        lines = new TextLines(text.in(), CuratedParser.MAX_LINE_CHARS);
      }
      String line = lines.next();
      if (line == null) {
        end();
        return null;
      }
      return isBlank(line) ? null : UnitListing.of(part + "#" + number, LINE + line);
    }

    private boolean isBlank(String line) {
      return line.isBlank() || number == 1 && line.startsWith("\uFEFF") && line.length() == 1;
    }

    private UnitListing reject(RejectReason reason, String detail) {
      return UnitListing.of(part + "#" + number, FAULT + reason.name() + " " + detail);
    }

    private void end() {
      ended = true;
      if (text != null) {
        try {
          text.close();
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
