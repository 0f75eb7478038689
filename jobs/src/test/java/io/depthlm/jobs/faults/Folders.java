package io.depthlm.jobs.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A warehouse on the local disk, looked at from outside while a driver writes it. */
final class Folders {
  private Folders() {}

  /** How many commits a table has. */
  static long commits(Path warehouse, String table) {
    return count(warehouse.resolve(table).resolve("_delta_log"), "\\d{20}\\.json");
  }

  /** Whether data files lie there that may or may not be committed. */
  static boolean begun(Path warehouse, String table) {
    return Files.exists(warehouse.resolve(table));
  }

  private static long count(Path folder, String name) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().matches(name)).count();
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The size of all files below a folder. */
  static long bytes(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    }
  }
}
