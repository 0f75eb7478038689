package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.DatasetFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Looks around in an input folder. Paths are joined without a leading {@code /}. */
final class InputFolders {
  private static final int MAX_DEPTH = 12;

  private InputFolders() {}

  static String join(String folder, String name) {
    return folder.isEmpty() ? name : name.isEmpty() ? folder : folder + "/" + name;
  }

  /** The last segment. */
  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Everything before the last segment; {@code ""} at the top. */
  static String parent(String path) {
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
  }

  /** The name without its last ending. */
  static String stem(String path) {
    String name = name(path);
    return name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
  }

  /**
   * InputFolders at and below one whose content satisfies a condition, not looking into those
   * found.
   */
  static List<String> find(DatasetFiles files, String from, Predicate<DatasetFiles.Listing> wanted)
      throws IOException {
    List<String> found = new ArrayList<>();
    find(files, from, wanted, 0, found);
    return found;
  }

  private static void find(
      DatasetFiles files,
      String folder,
      Predicate<DatasetFiles.Listing> wanted,
      int depth,
      List<String> found)
      throws IOException {
    DatasetFiles.Listing listing = files.list(folder);
    if (wanted.test(listing)) {
      found.add(folder);
      return;
    }
    if (depth < MAX_DEPTH) {
      for (String child : listing.folders()) {
        find(files, join(folder, child), wanted, depth + 1, found);
      }
    }
  }

  /** Looks at a folder and all folders below it, each before those in it. */
  static void walk(DatasetFiles files, String from, BiConsumer<String, DatasetFiles.Listing> look)
      throws IOException {
    walk(files, from, look, 0);
  }

  private static void walk(
      DatasetFiles files, String folder, BiConsumer<String, DatasetFiles.Listing> look, int depth)
      throws IOException {
    DatasetFiles.Listing listing = files.list(folder);
    look.accept(folder, listing);
    if (depth < MAX_DEPTH) {
      for (String child : listing.folders()) {
        walk(files, join(folder, child), look, depth + 1);
      }
    }
  }

  /** The names of a folder's files that end in one of these, whatever the case. */
  static List<String> named(DatasetFiles files, String folder, String... endings)
      throws IOException {
    return files.list(folder).files().stream()
        .map(DatasetFiles.Item::name)
        .filter(name -> endsIn(name, endings))
        .toList();
  }

  static boolean endsIn(String name, String... endings) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (String ending : endings) {
      if (lower.endsWith(ending)) {
        return true;
      }
    }
    return false;
  }

  /**
   * What was found, if anything was.
   *
   * @throws UserError if nothing was
   */
  static List<String> required(List<String> found, DatasetFiles files, String what, String remedy) {
    if (found.isEmpty()) {
      throw new UserError("no " + what + " in " + files.uri(""), remedy);
    }
    return found;
  }
}
