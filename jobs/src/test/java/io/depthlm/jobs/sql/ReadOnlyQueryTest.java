package io.depthlm.jobs.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.TestTables;
import io.depthlm.jobs.spark.Warehouse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A query can do nothing but read: what it may be, and that not a byte changes whatever it is. */
class ReadOnlyQueryTest {
  @TempDir private static Path folder;
  private static Warehouse warehouse;
  private static ReadOnlyQuery query;

  @BeforeAll
  static void makeTables() throws IOException {
    warehouse = new Warehouse(TestSpark.session(), folder.resolve("warehouse").toString());
    TestTables tables = new TestTables(warehouse);
    tables.plan("plan", "d", "distance", 2, 3);
    tables.run("run");
    tables.cell("run", "variant", "plan", "d", "distance", "z", 6);
    tables.answers("run", "variant", "plan", 3);
    Files.writeString(folder.resolve("outside.txt"), "{\"secret\":1}\n");
    query = new ReadOnlyQuery(warehouse, FileAccess.TABLES_ONLY);
  }

  private static List<String> statements(String resource) throws IOException {
    try (var in = ReadOnlyQueryTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("--"))
          .map(line -> line.replace("{warehouse}", folder + "/warehouse"))
          .map(line -> line.replace("{folder}", folder.toString()))
          .toList();
    }
  }

  /** Every file below the folder with its bytes, in short. */
  private static Map<String, Integer> files() throws IOException {
    Map<String, Integer> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.toList()) {
        boolean file = Files.isRegularFile(path);
        files.put(path.toString(), file ? Arrays.hashCode(Files.readAllBytes(path)) : 0);
      }
    }
    return files;
  }

  private static List<Row> rows(ReadOnlyQuery query, String statement) {
    List<Row> rows = new ArrayList<>();
    query.run(statement, result -> rows.addAll(result.collectAsList()));
    return rows;
  }

  @Test
  void whatWritesRunsOrReachesOutsideIsRefused() throws IOException {
    List<String> statements = statements("refused.sql");
    assertTrue(statements.size() >= 60, "statements: " + statements.size());
    Map<String, Integer> before = files();
    List<String> ran = new ArrayList<>();
    for (String statement : statements) {
      try {
        rows(query, statement);
        ran.add(statement);
      } catch (UserError e) {
        // What Spark's own grammar does not know ends there; nothing else may be left to chance.
        boolean judged = !e.getMessage().contains("cannot be run");
        boolean unknown =
            e.getMessage().contains("PARSE_SYNTAX_ERROR")
                || e.getMessage().contains("SQL_SCRIPTING"); // Spark 4
        if (!judged && !unknown) {
          ran.add(statement + "\n  " + e.getMessage());
        }
      }
    }
    assertEquals(List.of(), ran);
    assertEquals(before, files());
  }

  @Test
  void whatOnlyReadsRuns() throws IOException {
    List<String> statements = statements("allowed.sql");
    assertTrue(statements.size() >= 40, "statements: " + statements.size());
    Map<String, Integer> before = files();
    List<String> refused = new ArrayList<>();
    for (String statement : statements) {
      try {
        rows(query, statement);
      } catch (UserError e) {
        refused.add(statement + "\n  " + e.getMessage());
      }
    }
    assertEquals(List.of(), refused);
    assertEquals(before, files());
  }

  @Test
  void aPlanIsToldLineByLine() {
    List<Row> plan = rows(query, "EXPLAIN SELECT count(*) FROM predictions");
    assertTrue(plan.size() > 2, plan::toString);
    assertEquals("== Physical Plan ==", plan.get(0).getString(0));
    assertTrue(plan.stream().noneMatch(line -> line.getString(0).contains("\n")), plan::toString);
  }

  @Test
  void filesAreReadOnlyWhereTheOptionSaysSo() throws IOException {
    ReadOnlyQuery withFiles = new ReadOnlyQuery(warehouse, FileAccess.NAMED_FILES);
    String text = "SELECT value FROM text.`" + folder + "/outside.txt`";
    assertEquals("{\"secret\":1}", rows(withFiles, text).get(0).getString(0));
    String delta = "delta.`" + folder + "/warehouse/predictions`";
    assertEquals(6, rows(withFiles, "SELECT * FROM " + delta + " VERSION AS OF 0").size());
    Map<String, Integer> before = files();
    for (String statement :
        List.of(
            "INSERT INTO " + delta + " SELECT * FROM predictions",
            "SELECT * FROM jdbc.`jdbc:derby:x`",
            "SELECT reflect('java.lang.System', 'getenv', 'HOME')")) {
      assertThrows(UserError.class, () -> rows(withFiles, statement), statement);
    }
    assertEquals(before, files());
    UserError error = assertThrows(UserError.class, () -> rows(query, text));
    assertTrue(error.getMessage().contains("--read-files"), error.getMessage());
  }

  @Test
  void aValueThatAFunctionCannotTakeIsTheUsers() {
    for (String statement :
        List.of(
            "SELECT format_string('%q', 1)",
            "SELECT from_utc_timestamp(timestamp'2026-01-01', 'Nowhere/Land')",
            "SELECT 'x' RLIKE '('",
            "SELECT hll_sketch_estimate(X'00ff')",
            "SELECT schema_of_csv('', map('delimiter', 'abcdefgh'))",
            "SELECT decode(X'ff', 'nocharset')",
            "SELECT from_csv('a', 'a INT', map('encoding', 'nocharset'))",
            "SELECT xpath('<a', '/a')",
            "SELECT xpath('<a/>', '///')",
            "SELECT CAST('x' AS INT) / 0, make_date(2026, 13, 45)",
            "SELECT element_at(array(1), 0)")) {
      try {
        rows(query, statement);
      } catch (UserError e) {
        assertTrue(e.getMessage().startsWith("the statement cannot be run: "), e.getMessage());
      }
    }
  }

  /** Spark would otherwise put any variable of the environment, secrets too, into the text. */
  @Test
  void theEnvironmentIsNotPutIntoStatements() {
    for (String variable : List.of("${env:PATH}", "${system:java.home}", "${spark.app.name}")) {
      assertEquals(variable, rows(query, "SELECT '" + variable + "'").get(0).getString(0));
    }
  }

  @Test
  void entitiesOfXmlAreNotRead() {
    String xml =
        "<!DOCTYPE a [<!ENTITY e SYSTEM \"file://%s/outside.txt\">]><a>&e;</a>".formatted(folder);
    String found;
    try {
      found = String.valueOf(rows(query, "SELECT xpath_string('" + xml + "', 'a')").get(0).get(0));
    } catch (UserError e) {
      found = e.getMessage();
    }
    assertFalse(found.contains("secret"), found);
  }

  @Test
  void aStatementNestedTooDeeplyIsTheUsers() {
    String deep = "SELECT " + "- ".repeat(20_000) + "1";
    UserError error = assertThrows(UserError.class, () -> rows(query, deep));
    assertTrue(error.getMessage().contains("nested too deeply"), error.getMessage());
  }

  /** Each function that Spark ships has been judged; a new one is refused until somebody does. */
  @Test
  void everyBuiltInFunctionIsJudged() {
    TreeSet<String> refused = new TreeSet<>();
    var functions = FunctionRegistry.builtin().listFunction().iterator();
    while (functions.hasNext()) {
      String name = functions.next().funcName();
      if (!AllowedNodes.function(name)) {
        refused.add(name);
      }
    }
    refused.removeAll(List.of("reflect", "java_method", "try_reflect"));
    refused.removeIf(name -> name.endsWith("_avro") || name.endsWith("_protobuf")); // read files
    assertEquals(new TreeSet<>(), refused);
    assertFalse(AllowedNodes.function("Reflect"));
  }
}
