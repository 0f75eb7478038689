package io.depthlm.jobs.sql;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a query that only reads may consist of, by class name: a class that a version of Spark does
 * not have does no harm here.
 */
final class AllowedNodes {
  private static final String CATALYST = "org.apache.spark.sql.catalyst.";
  private static final String EXPRESSIONS = CATALYST + "expressions.";

  /** Statements that tell about tables and plans; they stand alone. */
  private static final Set<String> INFORMATION =
      Set.of(
          CATALYST + "plans.logical.DescribeColumn",
          CATALYST + "plans.logical.DescribeFunction",
          CATALYST + "plans.logical.DescribeRelation",
          CATALYST + "plans.logical.ShowColumns",
          CATALYST + "plans.logical.ShowCurrentNamespace",
          CATALYST + "plans.logical.ShowFunctions",
          CATALYST + "plans.logical.ShowNamespaces",
          CATALYST + "plans.logical.ShowTables",
          CATALYST + "plans.logical.ShowViews",
          "org.apache.spark.sql.execution.command.DescribeQueryCommand",
          "org.apache.spark.sql.execution.command.ExplainCommand",
          "org.apache.spark.sql.execution.command.ShowCatalogsCommand",
          "org.apache.spark.sql.execution.command.ShowCurrentNamespaceCommand");

  private static final Set<String> QUERY =
      logical(
          "Aggregate",
          "CTERelationDef",
          "CTERelationRef",
          "Distinct",
          "Except",
          "Expand",
          "Filter",
          "Generate",
          "GlobalLimit",
          "Intersect",
          "Join",
          "LateralJoin",
          "LocalLimit",
          "LocalRelation",
          "Offset",
          "OneRowRelation",
          "Pivot",
          "Project",
          "Range",
          "ResolvedHint",
          "Sample",
          "Sort",
          "SubqueryAlias",
          "Union",
          "UnresolvedHint",
          "Unpivot",
          "Window",
          "WithCTE",
          "WithWindowDefinition");

  /** Nodes of a parsed query whose names are not looked up yet. */
  private static final Set<String> PARSED =
      Set.of(
          CATALYST + "analysis.NamedParameter",
          CATALYST + "analysis.PosParameter",
          CATALYST + "analysis.ResolvedInlineTable",
          CATALYST + "analysis.UnresolvedHaving",
          CATALYST + "analysis.UnresolvedInlineTable",
          CATALYST + "analysis.UnresolvedNamespace",
          CATALYST + "analysis.CurrentNamespace$",
          CATALYST + "analysis.UnresolvedFunctionName",
          CATALYST + "analysis.UnresolvedRelation",
          CATALYST + "analysis.UnresolvedSubqueryColumnAliases",
          CATALYST + "analysis.UnresolvedTableOrView",
          CATALYST + "analysis.UnresolvedTableValuedFunction",
          CATALYST + "analysis.UnresolvedTVFAliases",
          CATALYST + "plans.logical.UnresolvedWith");

  private static final Set<String> ROWS =
      Set.of(CATALYST + "plans.logical.LocalRelation", "org.apache.spark.sql.execution.LogicalRDD");

  /** Expressions of a parsed query whose names are not looked up yet. */
  private static final Set<String> PARSED_EXPRESSIONS =
      Set.of(
          CATALYST + "analysis.MultiAlias",
          CATALYST + "analysis.NamedParameter",
          CATALYST + "analysis.PosParameter",
          CATALYST + "analysis.UnresolvedAlias",
          CATALYST + "analysis.UnresolvedAttribute",
          CATALYST + "analysis.UnresolvedExtractValue",
          CATALYST + "analysis.UnresolvedFieldName",
          CATALYST + "analysis.UnresolvedFunction",
          CATALYST + "analysis.UnresolvedGenerator",
          CATALYST + "analysis.UnresolvedInlineTable",
          CATALYST + "analysis.UnresolvedOrdinal",
          CATALYST + "analysis.UnresolvedRegex",
          CATALYST + "analysis.UnresolvedStar",
          CATALYST + "analysis.UnresolvedStarExcept",
          CATALYST + "analysis.UnresolvedSubqueryColumnAliases");

  /** Expressions that run code which Spark does not ship. */
  private static final Set<String> FOREIGN_CODE =
      Set.of(
          EXPRESSIONS + "CallMethodViaReflection",
          EXPRESSIONS + "PythonUDAF",
          EXPRESSIONS + "PythonUDF",
          EXPRESSIONS + "PythonUDTF",
          EXPRESSIONS + "ScalaUDF",
          EXPRESSIONS + "TryReflect",
          EXPRESSIONS + "UnresolvedPolymorphicPythonUDTF");

  private static final Set<String> FUNCTIONS = functions("functions.txt");

  private AllowedNodes() {}

  static boolean information(String className) {
    return INFORMATION.contains(className);
  }

  /** Whether a node of an analysed plan holds rows, made on the driver, rather than other nodes. */
  static boolean holdsRows(String className) {
    return ROWS.contains(className);
  }

  static boolean parsedPlan(String className) {
    return QUERY.contains(className) || PARSED.contains(className);
  }

  static boolean analysedPlan(String className) {
    return QUERY.contains(className) || ROWS.contains(className);
  }

  static boolean parsedExpression(String className) {
    // Method calls by name come from no syntax; built-in functions become some when analysed.
    return PARSED_EXPRESSIONS.contains(className)
        || (analysedExpression(className) && !className.startsWith(EXPRESSIONS + "objects."));
  }

  static boolean analysedExpression(String className) {
    return className.startsWith(EXPRESSIONS) && !FOREIGN_CODE.contains(className);
  }

  static boolean function(String name) {
    return FUNCTIONS.contains(name.toLowerCase(Locale.ROOT));
  }

  private static Set<String> logical(String... names) {
    return Set.of(names).stream()
        .map(name -> CATALYST + "plans.logical." + name)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<String> functions(String resource) {
    try (InputStream in = AllowedNodes.class.getResourceAsStream(resource);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("# "))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
