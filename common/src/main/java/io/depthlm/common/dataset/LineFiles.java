package io.depthlm.common.dataset;

import io.depthlm.common.core.UserError;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/**
 * The files of lines of an input: the input itself, or all files {@code .jsonl}, {@code .ndjson}
 * and {@code .json} of a folder and the folders in it, also gzipped.
 */
final class LineFiles {
  private static final Pattern NAME =
      Pattern.compile("(?i).*\\.(jsonl|ndjson|json)(\\.gz)?", Pattern.DOTALL);
  private static final Pattern LINES_OF_ANOTHER_NAME =
      Pattern.compile(
          "(?i).*\\.(jsonl|ndjson|json|jsonlines|txt|csv|tsv)(\\.\\w+)?", Pattern.DOTALL);
  private static final int MAX_NOTES = 5;

  private final DatasetFiles files;
  private final List<String> taken = new ArrayList<>();
  private final List<String> hidden = new ArrayList<>();
  private final List<String> others = new ArrayList<>();

  private LineFiles(DatasetFiles files) {
    this.files = files;
  }

  /** Finds them; no file is opened. */
  static LineFiles in(DatasetFiles files) throws IOException {
    LineFiles found = new LineFiles(files);
    if (isFile(files)) {
      found.taken.add("");
    } else {
      found.walk("");
    }
    return found;
  }

  /**
   * Their paths.
   *
   * @throws UserError if there is none, or the whole input is a file of another kind
   */
  List<String> paths() {
    if (taken.isEmpty()) {
      String notes = notes().isEmpty() ? "" : "; " + String.join("; ", notes());
      throw new UserError(
          "no *.jsonl, *.ndjson or *.json (or *.gz of them) in " + files.uri("") + notes,
          "--input takes a JSON-lines file of any name, or a folder of them");
    }
    if (taken.get(0).isEmpty()) {
      checkIsLines(files);
    }
    return taken;
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
    try (TextFile text = TextFile.open("", files)) {
      if (text.fault() != null) {
        throw new UserError(files.uri("") + " is " + text.fault().words(), remedy(text.fault()));
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

  private void walk(String folder) throws IOException {
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
        walk(before + name);
      }
    }
  }

  /** As Hadoop, Spark and file managers: unfinished or private. */
  private static boolean isHidden(String name) {
    return name.startsWith("_") || name.startsWith(".");
  }

  /** What was passed over although it could be meant, for people. */
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
}
