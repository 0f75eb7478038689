package io.depthlm.jobs.sql;

import io.depthlm.common.core.UserError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedGenerator;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableOrView;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.View;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import scala.Product;
import scala.Some;

/**
 * Judges the plans of a query: every node, every expression and every function at any depth (in
 * sub-queries, common table expressions and lambdas too) must be one that only reads.
 */
final class ReadOnlyRules {
  private static final Set<String> FILE_FORMATS =
      Set.of("parquet", "delta", "json", "csv", "text", "orc", "binaryfile");
  private static final String TIME_TRAVEL =
      "org.apache.spark.sql.catalyst.analysis.RelationTimeTravel";
  private static final String REMEDY =
      "write a SELECT, SHOW TABLES, DESCRIBE TABLE or EXPLAIN SELECT over the tables";

  private final FileAccess files;
  private final String warehouse;

  /**
   * @param files what may be read besides the warehouse's tables
   * @param warehouse the warehouse's URI
   */
  ReadOnlyRules(FileAccess files, String warehouse) {
    this.files = files;
    this.warehouse = warehouse.endsWith("/") ? warehouse : warehouse + "/";
  }

  /**
   * Judges a query, or a statement that tells about tables, as it was parsed.
   *
   * @throws UserError if it may do more than read
   */
  void judgeParsed(LogicalPlan plan) {
    judge(plan, this::parsedPlan, this::parsedExpression);
  }

  /**
   * Judges a query after its names were looked up.
   *
   * @throws UserError if it may do more than read
   */
  void judgeAnalysed(LogicalPlan plan) {
    judge(plan, this::analysedPlan, ReadOnlyRules::analysedExpression);
  }

  /** Whether a statement is no query but tells about tables, functions or another statement. */
  static boolean tellsAboutTables(LogicalPlan parsed) {
    return AllowedNodes.information(name(parsed));
  }

  /** Refuses a node, or says which of its parts need judging: all, or those listed. */
  private interface Rule<T> {
    List<?> parts(T node);
  }

  private static void judge(LogicalPlan root, Rule<LogicalPlan> plans, Rule<Expression> exprs) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> open = new ArrayDeque<>();
    if (tellsAboutTables(root)) {
      open.addAll(partsOf(root));
    } else {
      open.add(root);
    }
    while (!open.isEmpty()) {
      Object node = open.pop();
      if (!seen.add(node)) {
        continue;
      }
      List<?> parts;
      if (node instanceof LogicalPlan plan) {
        parts = plans.parts(plan);
      } else if (node instanceof Expression expression) {
        parts = exprs.parts(expression);
      } else {
        parts = partsOf(node);
      }
      open.addAll(parts);
    }
  }

  private List<?> parsedPlan(LogicalPlan plan) {
    if (plan instanceof UnresolvedRelation relation) {
      checkName(names(relation.multipartIdentifier()));
    } else if (plan instanceof UnresolvedTableOrView relation) {
      checkName(names(relation.multipartIdentifier()));
    } else if (plan instanceof UnresolvedTableValuedFunction function) {
      checkFunction(names(function.name()));
    } else if (!AllowedNodes.parsedPlan(name(plan)) && !isAllowedTimeTravel(plan)) {
      throw refused(plan);
    }
    return partsOf(plan);
  }

  private List<?> parsedExpression(Expression expression) {
    if (expression instanceof UnresolvedFunction function) {
      checkFunction(names(function.nameParts()));
    } else if (expression instanceof UnresolvedGenerator generator) {
      checkFunction(List.of(generator.name().unquotedString()));
    } else if (!AllowedNodes.parsedExpression(name(expression))) {
      throw refused(expression);
    }
    return partsOf(expression);
  }

  private List<?> analysedPlan(LogicalPlan plan) {
    if (plan instanceof View view) {
      return List.of(view.child());
    }
    if (plan instanceof LogicalRelation relation) {
      if (!isReadable(relation)) {
        throw refused(plan);
      }
      return List.of();
    }
    if (!AllowedNodes.analysedPlan(name(plan))) {
      throw refused(plan);
    }
    return AllowedNodes.holdsRows(name(plan)) ? List.of() : partsOf(plan);
  }

  private static List<?> analysedExpression(Expression expression) {
    if (!AllowedNodes.analysedExpression(name(expression))) {
      throw refused(expression);
    }
    return partsOf(expression);
  }

  private boolean isReadable(LogicalRelation relation) {
    if (!(relation.relation() instanceof HadoopFsRelation ofFiles)) {
      return false;
    }
    return files == FileAccess.NAMED_FILES
        || drain(ofFiles.location().rootPaths().iterator()).stream()
            .allMatch(path -> (path + "/").startsWith(warehouse));
  }

  private void checkName(List<String> parts) {
    if (parts.size() == 1) {
      return;
    }
    boolean ofFile =
        parts.size() == 2 && FILE_FORMATS.contains(parts.get(0).toLowerCase(Locale.ROOT));
    if (ofFile && files == FileAccess.NAMED_FILES) {
      return;
    }
    String name = parts.get(0) + ".`" + String.join(".", parts.subList(1, parts.size())) + "`";
    if (ofFile) {
      throw new UserError(
          "the statement names files: " + name,
          "sql reads the warehouse's tables by their names; --read-files lets it read such files");
    }
    throw new UserError(
        "the statement names " + name + ", which is none of the warehouse's tables",
        "SHOW TABLES lists the tables");
  }

  private static void checkFunction(List<String> parts) {
    String name = String.join(".", parts);
    if (!AllowedNodes.function(name)) {
      throw new UserError(
          "sql does not call the function " + name,
          "it calls the functions of Spark SQL that compute from values");
    }
  }

  private boolean isAllowedTimeTravel(LogicalPlan plan) {
    return files == FileAccess.NAMED_FILES && name(plan).equals(TIME_TRAVEL);
  }

  private static UserError refused(TreeNode<?> node) {
    return new UserError("sql only reads, and the statement contains " + node.nodeName(), REMEDY);
  }

  private static String name(Object node) {
    return node.getClass().getName();
  }

  /** What a node was made of: other nodes, and collections of them; values have no parts. */
  private static List<Object> partsOf(Object node) {
    if (node instanceof TreeNode<?> || name(node).startsWith("scala.Tuple")) {
      return drain(((Product) node).productIterator());
    }
    if (node instanceof scala.collection.Iterable<?> many) {
      return drain(many.iterator());
    }
    return node instanceof Some<?> some ? List.of(some.get()) : List.of();
  }

  private static List<Object> drain(scala.collection.Iterator<?> iterator) {
    List<Object> all = new ArrayList<>();
    while (iterator.hasNext()) {
      Object element = iterator.next();
      if (element != null) {
        all.add(element);
      }
    }
    return all;
  }

  private static List<String> names(scala.collection.Iterable<String> parts) {
    return drain(parts.iterator()).stream().map(String.class::cast).toList();
  }
}
