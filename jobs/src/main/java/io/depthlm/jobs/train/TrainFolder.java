package io.depthlm.jobs.train;

import io.depthlm.common.core.Folders;
import io.depthlm.common.core.UserError;
import io.depthlm.jobs.spark.Files;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder that training writes: the model at its end, and under {@code checkpoints} one folder
 * {@code step-N} for each state that a later execution can go on from. A state counts once its last
 * file, {@code training/state.json}, is there, and the model once {@code config.json} is.
 */
final class TrainFolder {
  private static final String STATE = "training/state.json";
  private static final String CONFIG = "config.json";
  private static final String STEP = "step-";

  private final Path root;
  private final FileSystem files;
  private final java.nio.file.Path work;

  /**
   * @param work a local folder for files on their way
   * @throws UserError if the folder cannot be made
   */
  TrainFolder(Configuration hadoop, String uri, java.nio.file.Path work) {
    this.root = Files.qualified(hadoop, uri);
    this.work = work;
    String why = "the folder cannot be made";
    Exception cause = null;
    try {
      this.files = Files.plain(hadoop, root);
      if (files.mkdirs(checkpoints())) {
        return;
      }
    } catch (IOException e) {
      why = e.getMessage();
      cause = e;
    }
    throw new UserError("cannot write to out = " + root + ": " + why, "check out", cause);
  }

  /** The folder as a full URI. */
  String uri() {
    return root.toString();
  }

  /**
   * The right to write here, which one execution has at a time.
   *
   * @throws UserError if another one has it
   */
  FolderLease lease() throws IOException {
    return FolderLease.take(files, new Path(checkpoints(), "lease"));
  }

  private Path checkpoints() {
    return new Path(root, "checkpoints");
  }

  private Path step(long step) {
    return new Path(checkpoints(), STEP + "%09d".formatted(step));
  }

  /** The latest state, on a local disk. */
  Optional<java.nio.file.Path> latest() throws IOException {
    List<Path> steps = steps();
    if (steps.isEmpty()) {
      return Optional.empty();
    }
    Path latest = steps.get(steps.size() - 1);
    if (isLocal()) {
      return Optional.of(local(latest));
    }
    java.nio.file.Path copy = work.resolve("resumed");
    Folders.delete(copy);
    java.nio.file.Files.createDirectories(copy);
    files.copyToLocalFile(false, latest, new Path(copy.resolve(latest.getName()).toUri()), true);
    return Optional.of(copy.resolve(latest.getName()));
  }

  /** What the latest state says of its run, in a folder on a local disk without the weights. */
  Optional<java.nio.file.Path> latestState() throws IOException {
    List<Path> steps = steps();
    if (steps.isEmpty() || isLocal()) {
      return latest();
    }
    Path latest = steps.get(steps.size() - 1);
    java.nio.file.Path copy = work.resolve("state").resolve(latest.getName());
    Folders.delete(copy);
    java.nio.file.Files.createDirectories(copy.resolve(STATE).getParent());
    files.copyToLocalFile(
        false, new Path(latest, STATE), new Path(copy.resolve(STATE).toUri()), true);
    return Optional.of(copy);
  }

  /** Fills a folder that does not exist yet, whole or not at all. */
  @FunctionalInterface
  interface Writer {
    void write(java.nio.file.Path folder) throws IOException;
  }

  /** Writes a state, and deletes those before the last {@code keep}. */
  void save(long step, int keep, Writer writer) throws IOException {
    Path target = step(step);
    if (isLocal()) {
      Folders.delete(local(target));
      writer.write(local(target));
    } else {
      java.nio.file.Path here = work.resolve(target.getName());
      Folders.delete(here);
      writer.write(here);
      files.delete(target, true);
      upload(here, target, STATE);
      Folders.delete(here);
    }
    List<Path> steps = steps();
    for (Path old : steps.subList(0, Math.max(0, steps.size() - keep))) {
      // From then on it counts no more, however far the deletion comes.
      files.delete(new Path(old, STATE), false);
      files.delete(old, true);
    }
  }

  /** Writes the model itself, in place of one that is there. */
  void publish(Writer writer) throws IOException {
    java.nio.file.Path here = work.resolve("model");
    Folders.delete(here);
    writer.write(here);
    files.delete(new Path(root, CONFIG), false);
    upload(here, root, CONFIG);
    Folders.delete(here);
  }

  private void upload(java.nio.file.Path from, Path to, String last) throws IOException {
    List<java.nio.file.Path> all = new ArrayList<>();
    try (Stream<java.nio.file.Path> walk = java.nio.file.Files.walk(from)) {
      walk.filter(java.nio.file.Files::isRegularFile).forEach(all::add);
    }
    all.sort(
        Comparator.comparing(
                (java.nio.file.Path file) -> from.relativize(file).toString().equals(last))
            .thenComparing(Comparator.naturalOrder()));
    for (java.nio.file.Path file : all) {
      try (OutputStream out = files.create(new Path(to, from.relativize(file).toString()), true)) {
        java.nio.file.Files.copy(file, out);
      }
    }
  }

  /** The whole states, oldest first. */
  private List<Path> steps() throws IOException {
    List<Path> steps = new ArrayList<>();
    try {
      for (FileStatus status : files.listStatus(checkpoints())) {
        Path step = status.getPath();
        if (step.getName().matches(STEP + "\\d{9}") && files.exists(new Path(step, STATE))) {
          steps.add(step);
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    steps.sort(Comparator.comparing(Path::getName));
    return steps;
  }

  private boolean isLocal() {
    return "file".equals(root.toUri().getScheme());
  }

  private static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }
}
