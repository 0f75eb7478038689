package io.depthlm.jobs.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.depthlm.common.core.UserError;
import io.depthlm.jobs.tables.Table;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Faults of a disk or of damaged tables, told as what the user can mend. Spark and Delta wrap them
 * on their way from a task, often more than once, so the whole chain of causes is looked at.
 */
public final class StorageFault {
  private static final List<String> FULL =
      List.of("No space left on device", "Disk quota exceeded", "not enough space on the disk");
  private static final List<String> UNWRITABLE =
      List.of(
          "Read-only file system",
          "Permission denied",
          "Mkdirs failed to create",
          "mkdir of ",
          "DELTA_CANNOT_CREATE_LOG_PATH",
          "Operation not permitted");
  private static final List<String> DAMAGED_FILE =
      List.of(
          "is not a Parquet file",
          "Could not read footer",
          "Corrupt",
          "corrupted",
          "can not read class");
  private static final List<String> READERS_OF_LOGS =
      List.of("org.apache.spark.sql.delta.", "org.apache.spark.sql.catalyst.json.");
  private static final long MIB = 1024 * 1024;

  private StorageFault() {}

  private static boolean isLocal(String warehouse) {
    String scheme = new Path(warehouse).toUri().getScheme();
    return scheme == null || scheme.equals("file");
  }

  private static boolean isLocalFile(String warehouse) {
    return isLocal(warehouse) && new File(new Path(warehouse).toUri().getPath()).isFile();
  }

  /**
   * What a failure says about a disk or a damaged table.
   *
   * @param failure of a command that used the tables below a folder
   * @param warehouse the folder, as a full URI or path
   * @return empty if it is of another kind
   */
  public static Optional<UserError> of(Throwable failure, String warehouse) {
    Set<Throwable> chain = chain(failure);
    if (mentions(chain, FULL) != null) {
      return Optional.of(full(failure, warehouse));
    }
    String folder = new Path(warehouse).toUri().getPath();
    String unwritable = mentions(chain, UNWRITABLE);
    boolean denied = unwritable != null || chain.stream().anyMatch(StorageFault::isDenied);
    if (denied && mentions(chain, List.of(folder)) != null) {
      if (isLocalFile(warehouse)) {
        return Optional.of(
            new UserError(
                "the warehouse " + warehouse + " is a file",
                "check --warehouse: it names a folder",
                failure));
      }
      return Optional.of(
          new UserError(
              "cannot write to the warehouse %s: %s"
                  .formatted(warehouse, reason(chain, unwritable, root(failure))),
              isLocal(warehouse)
                  ? "let this user write there (the mount may be read-only), then give the same"
                      + " command again"
                  : "let this account write there, or wait until the store answers again, then give"
                      + " the same command again",
              failure));
    }
    return damagedFile(chain, failure, folder).or(() -> damagedLog(chain, failure, warehouse));
  }

  /**
   * A table that cannot be opened, whatever the reason.
   *
   * @param warehouse the folder it is in
   */
  static UserError damaged(Table table, String warehouse, Throwable failure) {
    return damagedLog(table, warehouse, failure)
        .orElseGet(
            () ->
                new UserError(
                    "the table %s in %s cannot be read: %s"
                        .formatted(table.tableName(), warehouse, firstLine(root(failure))),
                    "its log (_delta_log) is damaged or incomplete: put the files back from a"
                        + " backup, or move the folder away and write the table again",
                    failure));
  }

  private static UserError full(Throwable failure, String warehouse) {
    String scratch = System.getProperty("java.io.tmpdir");
    return new UserError(
        "no space is left: the warehouse %s has %s, the scratch folder %s has %s"
            .formatted(warehouse, free(local(warehouse)), scratch, free(new File(scratch))),
        "make room there, then give the same command again: it goes on where this one stopped",
        failure);
  }

  private static Optional<UserError> damagedFile(
      Set<Throwable> chain, Throwable failure, String folder) {
    boolean missing =
        chain.stream()
            .anyMatch(t -> t instanceof FileNotFoundException || t instanceof NoSuchFileException);
    String damaged = mentions(chain, DAMAGED_FILE);
    if (!missing && damaged == null) {
      return Optional.empty();
    }
    Pattern file =
        Pattern.compile(Pattern.quote(folder) + "/(([^/'\"\n]+)/[^'\"\n]*?\\.(parquet|json))");
    return chain.stream()
        .map(t -> file.matcher(String.valueOf(t.getMessage())))
        .filter(Matcher::find)
        .findFirst()
        .map(
            found ->
                damaged(
                    found.group(2),
                    folder,
                    found.group(1).substring(found.group(2).length() + 1)
                        + (missing ? " is missing" : " cannot be read"),
                    failure));
  }

  /** Delta's errors seldom name a file, so the logs are read again for the one at fault. */
  private static Optional<UserError> damagedLog(
      Set<Throwable> chain, Throwable failure, String warehouse) {
    if (chain.stream().noneMatch(StorageFault::mayBeOfALog)) {
      return Optional.empty();
    }
    for (Table table : Table.values()) {
      Optional<UserError> found = damagedLog(table, warehouse, failure);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<UserError> damagedLog(Table table, String warehouse, Throwable failure) {
    Path folder = new Path(warehouse, table.tableName());
    try {
      SparkSession spark = SparkSession.active();
      Configuration hadoop = spark.sparkContext().hadoopConfiguration();
      return LogDamage.find(spark, folder.getFileSystem(hadoop), folder)
          .map(file -> damaged(table.tableName(), warehouse, file, failure));
    } catch (IOException e) {
      failure.addSuppressed(e);
      return Optional.empty();
    }
  }

  /** Spark's reader of JSON parses the commits for Delta, in tasks where no call of Delta shows. */
  private static boolean mayBeOfALog(Throwable t) {
    return t instanceof JsonProcessingException
        || t.getClass().getName().contains("JSON")
        || Arrays.stream(t.getStackTrace())
            .map(StackTraceElement::getClassName)
            .anyMatch(name -> READERS_OF_LOGS.stream().anyMatch(name::startsWith));
  }

  private static UserError damaged(String table, String warehouse, String file, Throwable failure) {
    return new UserError(
        "the table %s in %s is damaged: its file %s".formatted(table, warehouse, file),
        "put the file back from a backup, or move the table's folder away and write it again",
        failure);
  }

  private static boolean isDenied(Throwable t) {
    return t instanceof AccessDeniedException
        || t instanceof ReadOnlyFileSystemException
        || t instanceof org.apache.hadoop.security.AccessControlException;
  }

  /** Delta says which folder it could not make, and only the cause says why. */
  private static String reason(Set<Throwable> chain, String mentioned, Throwable root) {
    if (mentioned == null) {
      return chain.stream()
          .filter(StorageFault::isDenied)
          .map(StorageFault::firstLine)
          .findFirst()
          .orElseThrow();
    }
    String why = firstLine(root);
    return mentioned.contains(why) ? mentioned : mentioned + ": " + why;
  }

  /** The first line of a message that has one of the words. */
  private static String mentions(Set<Throwable> chain, List<String> words) {
    for (Throwable t : chain) {
      String message = String.valueOf(t.getMessage());
      for (String line : message.lines().toList()) {
        if (words.stream().anyMatch(line::contains)) {
          return line.strip();
        }
      }
    }
    return null;
  }

  private static Set<Throwable> chain(Throwable failure) {
    Set<Throwable> chain = new LinkedHashSet<>();
    for (Throwable t = failure; t != null && chain.add(t); t = t.getCause()) {
      chain.addAll(Arrays.asList(t.getSuppressed()));
    }
    return chain;
  }

  /** The innermost cause. */
  static Throwable root(Throwable failure) {
    Throwable t = failure;
    while (t.getCause() != null && t.getCause() != t) {
      t = t.getCause();
    }
    return t;
  }

  /** The first line of what it says, or its class. */
  static String firstLine(Throwable t) {
    String message = t.getMessage() == null ? "" : t.getMessage().strip();
    return message.isEmpty()
        ? t.getClass().getSimpleName()
        : message.lines().findFirst().orElseThrow();
  }

  private static File local(String uri) {
    Path path = new Path(uri);
    String scheme = path.toUri().getScheme();
    return scheme == null || scheme.equals("file") ? new File(path.toUri().getPath()) : null;
  }

  private static String free(File folder) {
    for (File f = folder; f != null; f = f.getParentFile()) {
      if (f.exists()) {
        return String.format(Locale.ROOT, "%,d MiB free", f.getUsableSpace() / MIB);
      }
    }
    return "an unknown amount free";
  }
}
