package io.depthlm.common.dataset;

import io.depthlm.common.core.UserError;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A format by its name: what an input of it is, which options it takes, and what reads it.
 *
 * @param name as {@code --format} takes it
 * @param input how an input comes
 * @param depths who says what the depths are
 * @param modes the label modes it can be read to; empty where it has labels of one kind only
 * @param extra names of its own options
 * @param splits what {@code --split} means for it
 * @param factory makes its reader: a {@link DatasetReader}, or a {@link TableReader}
 */
public record DatasetFormat(
    String name,
    Input input,
    Depths depths,
    Set<LabelMode> modes,
    Set<String> extra,
    Splits splits,
    Function<ReaderOptions, ? extends FrameReader<?>> factory) {

  /** How an input comes. */
  public enum Input {
    /** A folder whose units name their pictures: a data set as its authors publish it. */
    FOLDER,
    /**
     * Files of lines, one frame each; the pictures lie in a folder or in tar shards. A part is a
     * file, and the id of a unit ends in {@code #} and the number of its line.
     */
    LINES,
    /** A table, one frame a row; the pictures are bytes in it or lie in a folder or in shards. */
    TABLE
  }

  /** Who says whether depths are along the optical axis or from the camera. */
  public enum Depths {
    /** The format does. */
    KNOWN,
    /** Whoever gives the input must: {@link ReaderOptions#labelKind()}. */
    GIVEN,
    /** Whoever gives the input may; otherwise they are along the optical axis. */
    Z_UNLESS_GIVEN
  }

  /** What {@code --split} means for a format. */
  public enum Splits {
    /** Nothing: it is refused, because the whole data set would be read under its name. */
    NONE,
    /** It names one of the data set's own splits, which alone is read. */
    OWN,
    /** It is recorded with every frame. */
    GIVEN
  }

  /** A format of folders that says itself what its depths are, without splits. */
  public DatasetFormat(
      String name,
      Set<LabelMode> modes,
      Set<String> extra,
      Function<ReaderOptions, ? extends DatasetReader> factory) {
    this(name, Input.FOLDER, Depths.KNOWN, modes, extra, Splits.NONE, factory);
  }

  /** A format of users' own folders, without splits. */
  public static DatasetFormat ofOwn(
      String name,
      Depths depths,
      Set<String> extra,
      Function<ReaderOptions, ? extends DatasetReader> factory) {
    return new DatasetFormat(
        name, Input.FOLDER, depths, Set.of(LabelMode.CORRECTED), extra, Splits.NONE, factory);
  }

  /** This format, for a data set that comes in splits of its own. */
  public DatasetFormat withSplits() {
    return new DatasetFormat(name, input, depths, modes, extra, Splits.OWN, factory);
  }

  /**
   * A reader of files with these options.
   *
   * @throws UserError if the format has not got the label mode or an option
   * @throws IllegalStateException if the format is one of tables
   */
  public DatasetReader reader(ReaderOptions options) {
    if (checked(options) instanceof DatasetReader reader) {
      return reader;
    }
    throw new IllegalStateException("--format " + name + " is not read from files");
  }

  /**
   * A reader of table rows with these options.
   *
   * @throws UserError as {@link #reader}
   * @throws IllegalStateException if the format is none of tables
   */
  public TableReader tableReader(ReaderOptions options) {
    if (checked(options) instanceof TableReader reader) {
      return reader;
    }
    throw new IllegalStateException("--format " + name + " is not read from a table");
  }

  private FrameReader<?> checked(ReaderOptions options) {
    if (depths == Depths.GIVEN && options.labelKind() == null) {
      throw new UserError(
          "--format " + name + " needs --label-kind z or radial",
          "only you know whether these depths go along the optical axis or the ray");
    }
    if (depths == Depths.KNOWN && options.labelKind() != null) {
      throw new UserError(
          "--format " + name + " takes no --label-kind",
          "the format says itself what its depths are");
    }
    if (!modes.isEmpty() && !modes.contains(options.labelMode())) {
      throw new UserError(
          "--format " + name + " has no --label-mode " + options.labelMode().key(),
          "it has labels as the sensor measured them only: corrected");
    }
    if (splits == Splits.NONE && options.split() != null) {
      throw new UserError(
          "--format %s has no splits, found --split %s".formatted(name, options.split()),
          "leave --split out, or point --input at the folder of the split");
    }
    Set<String> unknown = new TreeSet<>(options.extra().keySet());
    unknown.removeAll(extra);
    if (!unknown.isEmpty()) {
      throw new UserError(
          "--format " + name + " has no option " + String.join(", ", unknown),
          extra.isEmpty() ? "it has none" : "it has " + String.join(", ", new TreeSet<>(extra)));
    }
    return factory.apply(options);
  }
}
