package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.UserError;
import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.TestTables;
import io.depthlm.jobs.scoring.RunProtocol;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A damaged table is one error that names it; it is never an empty table, nor our fault. */
class DamagedTablesTest {
  private static final String COMMIT_0 = "_delta_log/00000000000000000000.json";
  private static final String COMMIT_1 = "_delta_log/00000000000000000001.json";
  private static final String CHECKPOINT_1 = "_delta_log/00000000000000000001.checkpoint";
  @TempDir private static Path folder;
  private static Path sound;

  @BeforeAll
  static void makeTables() {
    sound = folder.resolve("sound");
    Warehouse warehouse = new Warehouse(TestSpark.session(), sound.toString());
    TestTables tables = new TestTables(warehouse);
    for (String run : List.of("a", "b")) {
      tables.plan("plan-" + run, "d", "distance", 1, 2);
      tables.run(run);
      tables.cell(run, "v", "plan-" + run, "d", "distance", "z", 2);
      tables.answers(run, "v", "plan-" + run, 3);
    }
  }

  /** What became of a table's folder. */
  private enum Damage {
    FIRST_COMMIT_GONE {
      @Override
      void to(Path table) throws IOException {
        Files.delete(table.resolve(COMMIT_0));
      }
    },
    COMMIT_IS_GARBAGE {
      @Override
      void to(Path table) throws IOException {
        Files.writeString(table.resolve(COMMIT_1), "\u0000\u0001garbage{");
      }
    },
    COMMIT_IS_CUT {
      @Override
      void to(Path table) throws IOException {
        Path commit = table.resolve(COMMIT_1);
        String text = Files.readString(commit);
        Files.writeString(commit, text.substring(0, text.length() / 2));
      }
    },
    /** Delta opens the table by the checksum of a commit, and reads the lines with the rows. */
    LINE_OF_A_COMMIT_IS_GARBAGE {
      @Override
      void to(Path table) throws IOException {
        replace(table.resolve(COMMIT_1), "\"add\":\\{", "\"add\":{d");
      }
    },
    /** JSON, but not what Spark's parser takes for the type. */
    FIELD_OF_A_COMMIT_IS_OF_ANOTHER_TYPE {
      @Override
      void to(Path table) throws IOException {
        replace(table.resolve(COMMIT_1), "\"size\":\\d+", "\"size\":\"\"");
      }
    },
    FIELD_OF_A_COMMIT_IS_MISSING {
      @Override
      void to(Path table) throws IOException {
        replace(table.resolve(COMMIT_1), "\"partitionValues\":\\{[^}]*},", "");
      }
    },
    ACTION_OF_A_COMMIT_IS_OF_ANOTHER_TYPE {
      @Override
      void to(Path table) throws IOException {
        Path commit = table.resolve(COMMIT_1);
        Files.writeString(commit, Files.readString(commit) + "{\"add\":\" \"}\n");
      }
    },
    COMMIT_BETWEEN_IS_GONE {
      @Override
      void to(Path table) throws IOException {
        Files.move(table.resolve(COMMIT_1), table.resolve("_delta_log/00000000000000000002.json"));
      }
    },
    /** No long holds it, and Delta counts with one. */
    COMMIT_IS_OF_AN_IMPOSSIBLE_VERSION {
      @Override
      void to(Path table) throws IOException {
        Files.writeString(table.resolve("_delta_log/99999999999999999999.json"), "{}\n");
      }
    },
    CHECKPOINT_IS_GARBAGE {
      @Override
      void to(Path table) throws IOException {
        Files.writeString(table.resolve(CHECKPOINT_1 + ".parquet"), "PAR1garbagePAR1");
      }
    },
    CHECKPOINT_IS_ANOTHER_FILE {
      @Override
      void to(Path table) throws IOException {
        Files.copy(dataFile(table), table.resolve(CHECKPOINT_1 + ".parquet"));
      }
    },
    CHECKPOINT_OF_JSON_IS_GARBAGE {
      @Override
      void to(Path table) throws IOException {
        Files.writeString(
            table.resolve(CHECKPOINT_1 + ".80a083e8-7026-4e79-81be-64bd76c43a11.json"), "garbage");
      }
    },
    COMMIT_IS_OF_A_NEWER_DELTA {
      @Override
      void to(Path table) throws IOException {
        replace(table.resolve(COMMIT_0), "\"minReaderVersion\":\\d", "\"minReaderVersion\":99");
      }
    },
    DATA_FILE_GONE {
      @Override
      void to(Path table) throws IOException {
        Files.delete(dataFile(table));
      }
    },
    DATA_FILE_IS_GARBAGE {
      @Override
      void to(Path table) throws IOException {
        Path file = dataFile(table);
        Files.write(file, new byte[(int) Files.size(file)]);
      }
    },
    DATA_FILE_IS_CUT {
      @Override
      void to(Path table) throws IOException {
        Path file = dataFile(table);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
      }
    };

    abstract void to(Path table) throws IOException;

    private static void replace(Path commit, String pattern, String by) throws IOException {
      Files.writeString(commit, Files.readString(commit).replaceFirst(pattern, by));
    }

    private static Path dataFile(Path table) throws IOException {
      try (Stream<Path> files = Files.walk(table)) {
        return files.filter(f -> f.toString().endsWith(".parquet")).sorted().findFirst().get();
      }
    }
  }

  /** A copy, so that nothing that Delta remembers of the sound one stands in. */
  private static Path damaged(Damage damage, Table table) throws IOException {
    Path copy = folder.resolve(damage + "-" + table);
    copy(sound, copy);
    damage.to(copy.resolve(table.tableName()));
    return copy;
  }

  /** Without Hadoop's checksums, which would tell a damage before Delta sees it. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(f -> !f.getFileName().toString().startsWith(".")).toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void assertNamesTheTable(Cli.Run run, String what, String table) {
    assertEquals(2, run.code(), what + "\n" + run.out() + run.err());
    List<String> error =
        run.err().lines().dropWhile(line -> !line.startsWith("depthlm: ")).toList();
    assertEquals(2, error.size(), what + "\n" + run.err());
    assertTrue(error.get(0).startsWith("depthlm: the table " + table + " in "), what + run.err());
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void aDamagedTableIsOneError(Damage damage) throws IOException {
    String warehouse = damaged(damage, Table.PREDICTIONS).toString();
    Cli.Run sql = Cli.run("sql", "SELECT * FROM predictions", "--warehouse", warehouse);
    assertNamesTheTable(sql, "sql", "predictions");
    if (damage != Damage.COMMIT_IS_OF_A_NEWER_DELTA) {
      assertTrue(sql.err().matches("(?s).*damaged: its file \\S+\\.(json|parquet) .*"), sql.err());
    }
  }

  /** Some fields are needed, others are not; none that is missing is an internal error. */
  @ParameterizedTest
  @CsvSource({
    "0, protocol, minReaderVersion",
    "0, protocol, minWriterVersion",
    "0, metaData, id",
    "0, metaData, format",
    "0, metaData, schemaString",
    "0, metaData, partitionColumns",
    "1, add, path",
    "1, add, partitionValues",
    "1, add, size",
    "1, add, modificationTime",
    "1, add, dataChange",
    "1, add, stats"
  })
  void aFieldThatIsMissingIsNoInternalError(int version, String kind, String field)
      throws IOException {
    Path warehouse = folder.resolve("without-" + kind + "-" + field);
    copy(sound, warehouse);
    Path commit = warehouse.resolve("predictions/_delta_log/%020d.json".formatted(version));
    ObjectMapper json = new ObjectMapper();
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(commit)) {
      JsonNode action = json.readTree(line);
      if (action.has(kind)) {
        ((ObjectNode) action.get(kind)).remove(field);
      }
      lines.add(action.toString());
    }
    Files.write(commit, lines);
    Cli.Run run = Cli.run("sql", "SELECT * FROM predictions", "--warehouse", warehouse.toString());
    if (run.code() != 0) {
      assertNamesTheTable(run, kind + "." + field, "predictions");
    }
  }

  @Test
  void theRulesOfAnotherProgramsRunAreOneError() throws IOException {
    Path copy = folder.resolve("another-program");
    copy(sound, copy);
    Warehouse warehouse = new Warehouse(TestSpark.session(), copy.toString());
    warehouse.update(
        Table.RUNS,
        functions.col("run_id").equalTo("a"),
        Map.of("config_effective", functions.lit("{")));
    UserError e = assertThrows(UserError.class, () -> RunProtocol.of(warehouse, "a"));
    assertTrue(
        e.getMessage().startsWith("the scoring rules of run a in file:" + copy), e.getMessage());
    assertEquals(Bootstrap.DEFAULT, RunProtocol.of(warehouse, "b").bootstrap());
    assertThrows(
        IllegalArgumentException.class,
        () -> RunProtocol.parse("{\"evaluate\": {\"confidence\": 7}}"));
  }

  @Test
  void aFileThatIsGoneEndsALongerCommandInOneError() throws IOException {
    Path warehouse = damaged(Damage.DATA_FILE_GONE, Table.QUERIES);
    Cli.Run run = Cli.run(Cli.shellWords("compare --run a --baseline b --warehouse " + warehouse));
    assertNamesTheTable(run, "compare", "queries");
  }

  @Test
  void aTableThatLostItsFirstCommitIsNotWrittenAgain() throws IOException {
    Path warehouse = damaged(Damage.FIRST_COMMIT_GONE, Table.RUNS);
    Cli.Run maintain = Cli.run("maintain", "--warehouse", warehouse.toString());
    assertNamesTheTable(maintain, "maintain", "runs");
    assertTrue(new Warehouse(TestSpark.session(), warehouse.toString()).exists(Table.RUNS));
  }

  @Test
  void otherCommandsTellALogThatCannotBeReadToo() throws IOException {
    Path warehouse = damaged(Damage.LINE_OF_A_COMMIT_IS_GARBAGE, Table.RUNS);
    for (String command :
        List.of(
            "compare --run a --baseline b",
            "report --run b --out " + folder.resolve("page.html"),
            "maintain")) {
      Cli.Run run = Cli.run(Cli.shellWords(command + " --warehouse=" + warehouse));
      assertNamesTheTable(run, command, "runs");
      assertTrue(
          run.err().contains("its file " + COMMIT_1 + " cannot be read"), command + run.err());
    }
  }
}
