package io.depthlm.jobs.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_json;

import io.depthlm.common.text.CsvLine;
import io.depthlm.common.text.Markdown;
import io.depthlm.common.text.OutputFormat;
import io.depthlm.common.text.SafeText;
import io.depthlm.common.text.TextTable;
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

/** Writes the rows of a query: csv and json as a stream, a table for people up to a limit. */
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
  void print(Dataset<Row> rows, OutputFormat format, int mostRows) {
    switch (format) {
      case TABLE -> table(rows, mostRows);
      case CSV -> csv(rows);
      case JSON -> json(rows);
      case MARKDOWN -> markdown(rows, mostRows);
    }
    out.flush();
  }

  private void table(Dataset<Row> rows, int mostRows) {
    List<TextTable.Align> aligns =
        Arrays.stream(rows.schema().fields())
            .map(f -> isNumber(f) ? TextTable.Align.RIGHT : TextTable.Align.LEFT)
            .toList();
    out.print(TextTable.ofLines(header(rows), aligns, firstLines(rows, mostRows)).render());
  }

  private void markdown(Dataset<Row> rows, int mostRows) {
    out.print(Markdown.row(header(rows).stream().map(Markdown::text).toList()));
    out.print(
        Markdown.row(
            Arrays.stream(rows.schema().fields()).map(f -> isNumber(f) ? "---:" : "---").toList()));
    for (List<String> line : firstLines(rows, mostRows)) {
      out.print(Markdown.row(line.stream().map(Markdown::text).toList()));
    }
  }

  private static List<String> header(Dataset<Row> rows) {
    return Arrays.asList(rows.columns());
  }

  private static boolean isNumber(StructField field) {
    return field.dataType() instanceof NumericType;
  }

  /** The first rows as text; says on standard error if there are more. */
  private List<List<String>> firstLines(Dataset<Row> rows, int mostRows) {
    List<Row> found = asText(rows).limit(mostRows + 1).collectAsList();
    boolean more = found.size() > mostRows;
    if (more) {
      err.printf("(the first %,d rows; --rows shows more, --format csv all)%n", mostRows);
    }
    List<List<String>> lines = new ArrayList<>();
    for (Row row : more ? found.subList(0, mostRows) : found) {
      List<String> line = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        line.add(row.isNullAt(i) ? "null" : row.getString(i));
      }
      lines.add(line);
    }
    return lines;
  }

  private void csv(Dataset<Row> rows) {
    out.println(CsvLine.header(header(rows)));
    Iterator<Row> it = asText(rows).toLocalIterator();
    while (it.hasNext()) {
      Row row = it.next();
      CsvLine line = new CsvLine();
      for (int i = 0; i < row.size(); i++) {
        line.text(row.isNullAt(i) ? null : row.getString(i));
      }
      out.println(line);
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
      out.println(SafeText.json(it.next()));
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
}
