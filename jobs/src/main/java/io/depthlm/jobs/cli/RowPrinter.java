package io.depthlm.jobs.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_json;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Writes the rows of a query; csv and json stream, a table for people is cut off. */
final class RowPrinter {
  private final PrintWriter out;
  private final PrintWriter err;

  RowPrinter(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Writes rows.
   *
   * @param mostRows of a table for people
   */
  void print(Dataset<Row> rows, RowFormat format, int mostRows) {
    switch (format) {
      case table -> table(rows, mostRows);
      case csv -> csv(rows);
      case json -> json(rows);
    }
    out.flush();
  }

  private void table(Dataset<Row> rows, int mostRows) {
    StructField[] fields = rows.schema().fields();
    List<Row> cells = asText(rows).limit(mostRows + 1).collectAsList();
    boolean more = cells.size() > mostRows;
    List<List<String>> lines = new ArrayList<>();
    for (Row row : more ? cells.subList(0, mostRows) : cells) {
      List<String> line = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        line.add(row.isNullAt(i) ? "null" : row.getString(i));
      }
      lines.add(line);
    }
    List<String> header = Arrays.stream(fields).map(StructField::name).toList();
    List<TextTable.Align> aligns =
        Arrays.stream(fields)
            .map(
                f ->
                    f.dataType() instanceof NumericType
                        ? TextTable.Align.RIGHT
                        : TextTable.Align.LEFT)
            .toList();
    out.print(new TextTable(header, aligns, lines).render());
    if (more) {
      err.printf("(the first %,d rows; --rows shows more, --format csv all)%n", mostRows);
    }
  }

  private void csv(Dataset<Row> rows) {
    out.println(String.join(",", Arrays.stream(rows.columns()).map(RowPrinter::csvCell).toList()));
    Iterator<Row> it = asText(rows).toLocalIterator();
    while (it.hasNext()) {
      Row row = it.next();
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        cells.add(row.isNullAt(i) ? "" : csvCell(row.getString(i)));
      }
      out.println(String.join(",", cells));
    }
  }

  private void json(Dataset<Row> rows) {
    Dataset<String> lines =
        rows.select(
                to_json(
                    org.apache.spark.sql.functions.struct(col("*")),
                    Map.of("ignoreNullFields", "false")))
            .as(org.apache.spark.sql.Encoders.STRING());
    Iterator<String> it = lines.toLocalIterator();
    while (it.hasNext()) {
      out.println(it.next());
    }
  }

  /** Every column as text: nested ones as JSON, bytes as their number. */
  private static Dataset<Row> asText(Dataset<Row> rows) {
    StructField[] fields = rows.schema().fields();
    // By position: a query may name two columns alike.
    String[] names = new String[fields.length];
    Arrays.setAll(names, i -> "c" + i);
    Column[] columns = new Column[fields.length];
    Arrays.setAll(columns, i -> text(col("c" + i), fields[i].dataType()).as("c" + i));
    return rows.toDF(names).select(columns);
  }

  private static Column text(Column column, DataType type) {
    if (type instanceof ArrayType || type instanceof MapType || type instanceof StructType) {
      return to_json(column);
    }
    if (type instanceof BinaryType) {
      return concat(length(column).cast("string"), lit(" bytes"));
    }
    return column.cast("string");
  }

  static String csvCell(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
