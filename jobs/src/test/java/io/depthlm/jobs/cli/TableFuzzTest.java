package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.fuzz.Mutator;
import io.depthlm.common.fuzz.Outcomes;
import io.depthlm.jobs.TestSpark;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged tables, odd columns and odd names, through the commands: rows or one error, exit 2. */
@Tag("fuzz")
class TableFuzzTest {
  /** What stands in for the value of a column, as SQL. */
  private static final List<String> VALUES =
      List.of(
          "NULL",
          "1",
          "-1",
          "1.5D",
          "CAST('NaN' AS DOUBLE)",
          "CAST(1 AS DECIMAL(38, 18))",
          "''",
          "'a.png'",
          "'../a.png'",
          "X'00'",
          "true",
          "current_timestamp()",
          "current_date()",
          "array()",
          "array(1, 2)",
          "array(1.0D, 2.0D)",
          "array(array(10.0D, 12.0D))",
          "array(NULL)",
          "array(2.0D)",
          "map('a', 1)",
          "named_struct('x', 1)",
          "array(50.0D, 50.0D, 20.0D, 15.0D, 40.0D, 30.0D)",
          "array('50', '50')",
          "interval 1 month",
          "9223372036854775807",
          "1e308D",
          "'[50, 50, 20, 15, 40, 30]'");

  private static final List<String> COLUMNS =
      List.of(
          "image",
          "image_path",
          "image_bytes",
          "intrinsics",
          "pixel_coords",
          "depth",
          "x_px",
          "y_px",
          "z_m",
          "frame_id",
          "extra",
          "Image",
          "a b",
          "a.b",
          "`",
          "split");

  private static final List<String> NAME_PARTS =
      List.of(
          "a",
          ":",
          "*",
          "?",
          "[",
          "]",
          "{",
          "}",
          "%",
          "%2F",
          "%25",
          " ",
          "\t",
          "\n",
          "\\",
          "'",
          "\"",
          ".",
          "..",
          "_",
          "#",
          "&",
          "+",
          "=",
          ",",
          ";",
          "~",
          "$",
          "\u00e9",
          "e\u0301",
          "\u4e2d",
          "\ud83d\udc69",
          "\u202e",
          "-",
          "2024-01-01T10:00:00",
          "s3a:",
          "//",
          "|",
          "<");

  @TempDir private static Path dir;
  private static byte[] png;
  private static Path warehouse;

  @BeforeAll
  static void soundWarehouse() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", out);
    png = out.toByteArray();
    warehouse = dir.resolve("sound");
    Path images = Files.createDirectories(dir.resolve("images"));
    Files.write(images.resolve("a.png"), png);
    Files.writeString(images.resolve("p.jsonl"), line("a.png"));
    for (String name : List.of("one", "two", "three")) {
      Cli.Run run = ingest(name, images.resolve("p.jsonl"), warehouse);
      assertEquals(0, run.code(), run.err());
    }
    copy(warehouse.resolve("points"), dir.resolve("points"));
    assertEquals("rows", outcome(sum(warehouse)));
  }

  /** A log with damaged, missing and exchanged files, and damaged data files. */
  @Test
  void deltaLogs() {
    Outcomes.of(
        "Delta log",
        e -> false,
        seed -> {
          Mutator mutator = new Mutator(seed);
          boolean read = seed % 4 != 3;
          // What only reads leaves the other tables as they are, and Delta need not read them anew.
          Path mutant = read ? warehouse : dir.resolve("mutant-" + seed);
          if (!read) {
            copy(warehouse, mutant);
          }
          List<Path> files = files(mutant.resolve("points"), mutator.below(4) > 0);
          Path file = mutator.oneOf(files);
          switch (mutator.below(6)) {
            case 0 -> Files.delete(file);
            case 1 -> Files.write(file, Files.readAllBytes(mutator.oneOf(files)));
            case 2 -> Files.write(file, mutator.bytes(Files.readAllBytes(file)));
            default -> Files.writeString(file, json(mutator, file), StandardCharsets.ISO_8859_1);
          }
          Cli.Run run = read ? sum(mutant) : ingest("four", dir.resolve("images/p.jsonl"), mutant);
          if (read) {
            delete(warehouse.resolve("points"));
            copy(dir.resolve("points"), warehouse.resolve("points"));
            forgetPoints();
          } else {
            delete(mutant);
          }
          return outcome(run);
        });
  }

  private static Cli.Run sum(Path warehouse) {
    forgetPoints();
    return Cli.run(
        "sql", "SELECT count(*), sum(z_m) FROM points", "--warehouse", warehouse.toString());
  }

  /** Delta keeps what it has read of a log under the log's path. */
  private static void forgetPoints() {
    DeltaLog.invalidateCache(
        TestSpark.session(), new org.apache.hadoop.fs.Path(warehouse.resolve("points").toUri()));
  }

  /** Columns of any name and type. */
  @Test
  void columns() {
    Outcomes.of(
        "columns",
        e -> false,
        seed -> {
          Mutator mutator = new Mutator(seed);
          Path table = dir.resolve("table-" + seed);
          List<String> columns = new ArrayList<>();
          for (String column : COLUMNS) {
            if (mutator.below(3) > 0) {
              columns.add(mutator.oneOf(VALUES) + " AS `" + column.replace("`", "``") + "`");
            }
          }
          if (columns.isEmpty()) {
            return "absent";
          }
          try {
            TestSpark.session()
                .sql("SELECT " + String.join(", ", columns))
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(table.toString());
          } catch (Exception e) {
            return "not written"; // Spark's writer refuses some types and names
          }
          Cli.Run run =
              Cli.run(
                  "ingest",
                  "--dataset",
                  "d",
                  "--format",
                  "table",
                  "--label-kind",
                  "z",
                  "--input",
                  table.toString(),
                  "--warehouse",
                  dir.resolve("columns").toString());
          delete(table);
          return outcome(run);
        });
  }

  /** All names in one ingest: each is a frame or a reject. */
  @Test
  void names() throws IOException {
    Mutator mutator = new Mutator(1);
    Path images = Files.createDirectories(dir.resolve("names"));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < Mutator.MUTANTS; i++) {
      StringBuilder name = new StringBuilder(Integer.toString(i));
      for (int parts = 1 + mutator.below(4); parts > 0; parts--) {
        name.insert(mutator.below(2) * name.length(), mutator.oneOf(NAME_PARTS));
      }
      name.append(".png");
      lines.add(line(name.toString()));
      try {
        Path file = images.resolve(name.toString());
        if (file.normalize().startsWith(images)) {
          Files.createDirectories(file.getParent());
          Files.write(file, png);
        }
      } catch (InvalidPathException | IOException e) {
        continue; // a name that this file system does not take is a missing picture
      }
    }
    Path input = dir.resolve("names.jsonl");
    Files.writeString(input, String.join("", lines));
    Path target = dir.resolve("names-warehouse");
    Cli.Run run =
        Cli.run(
            "ingest",
            "--dataset",
            "d",
            "--format",
            "jsonl",
            "--label-kind",
            "z",
            "--input",
            input.toString(),
            "--images",
            images.toString(),
            "--max-rejected-fraction",
            "1",
            "--warehouse",
            target.toString());
    assertEquals(0, run.code(), run.err());
    Cli.Run counts =
        Cli.run(
            "sql",
            "SELECT (SELECT count(*) FROM frames) + (SELECT count(*) FROM rejects) AS n",
            "--format",
            "csv",
            "--warehouse",
            target.toString());
    assertTrue(counts.out().contains(Integer.toString(Mutator.MUTANTS)), counts.out() + run.out());
  }

  private static String outcome(Cli.Run run) {
    if (run.code() == 0 || run.code() == 4) { // 4: most of them rejects
      return "rows";
    }
    assertEquals(2, run.code(), run.err());
    assertTrue(run.err().lines().count() <= 4, run.err());
    return "told";
  }

  private static String json(Mutator mutator, Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    if (!file.toString().endsWith(".json")) {
      return text;
    }
    List<String> lines = new ArrayList<>(text.lines().toList());
    int at = mutator.below(lines.size());
    lines.set(at, mutator.json(lines.get(at)));
    return lines.stream().collect(Collectors.joining("\n", "", "\n"));
  }

  private static List<Path> files(Path table, boolean ofTheLog) throws IOException {
    try (Stream<Path> all = Files.walk(table)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.toString().contains("_delta_log") == ofTheLog)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    }
  }

  private static Cli.Run ingest(String dataset, Path input, Path into) {
    return Cli.run(
        "ingest",
        "--dataset",
        dataset,
        "--format",
        "jsonl",
        "--label-kind",
        "z",
        "--input",
        input.toString(),
        "--warehouse",
        into.toString());
  }

  private static String line(String image) {
    String quoted = new com.fasterxml.jackson.databind.node.TextNode(image).toString();
    return "{\"image\": %s, \"intrinsics\": [50, 50, 20, 15, 40, 30], \"pixel_coords\": [[10, 12]],"
            .formatted(quoted)
        + " \"depth\": [2.0]}\n";
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
