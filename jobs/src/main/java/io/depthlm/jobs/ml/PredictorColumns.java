package io.depthlm.jobs.ml;

import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.task.ParseStatus;
import io.depthlm.common.task.ParsedAnswer;
import io.depthlm.common.task.TaskKind;
import io.depthlm.jobs.rows.RowCodec;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * The input columns of {@link DepthPredictor} in a row, and the output columns that it appends.
 *
 * @param image index of the image's bytes, URI or struct
 * @param numbers indexes of fx, fy, cx, cy, x, y
 */
record PredictorColumns(int image, int[] numbers) implements Serializable {
  private static final RowCodec<Output> OUTPUT = RowCodec.of(Output.class);

  /** What is appended to a row. */
  private record Output(
      Double valueM,
      String valueKind,
      String answerText,
      Double confidence,
      ParseStatus parseStatus,
      String errorCode) {}

  /**
   * Finds the columns.
   *
   * @throws UserError if one is missing or of the wrong type
   */
  static PredictorColumns of(StructType schema, String image, List<String> numbers) {
    DataType type = typeOf(schema, image);
    if (!(type instanceof BinaryType)
        && !(type instanceof StringType)
        && !SparkImage.isType(type)) {
      throw wrong(image, type, "bytes of image files, their URIs, or Spark's image struct");
    }
    for (String number : numbers) {
      if (!(typeOf(schema, number) instanceof NumericType)) {
        throw wrong(number, typeOf(schema, number), "a number");
      }
    }
    return new PredictorColumns(
        schema.fieldIndex(image), numbers.stream().mapToInt(schema::fieldIndex).toArray());
  }

  /**
   * The columns of the input and of the output.
   *
   * @throws UserError if the input has one of our names
   */
  static StructType appended(StructType schema) {
    StructType out = schema;
    for (var field : OUTPUT.schema().fields()) {
      if (Arrays.stream(schema.fieldNames()).anyMatch(field.name()::equalsIgnoreCase)) {
        throw new UserError(
            "DepthPredictor: the input has a column " + field.name() + " already",
            "rename or drop it");
      }
      out = out.add(field);
    }
    return out;
  }

  private static DataType typeOf(StructType schema, String column) {
    if (!Arrays.asList(schema.fieldNames()).contains(column)) {
      throw new UserError(
          "DepthPredictor: the input has no column " + column,
          "it has " + String.join(", ", schema.fieldNames()));
    }
    return schema.apply(column).dataType();
  }

  private static UserError wrong(String column, DataType found, String wanted) {
    return new UserError(
        "DepthPredictor: column %s is of type %s".formatted(column, found.simpleString()),
        "it has to be " + wanted);
  }

  /** The image's bytes, URI or struct; null where there is none. */
  Object image(Row row) {
    return row.get(image);
  }

  /** fx, fy, cx, cy, x, y; null if one of them is. */
  double[] numbers(Row row) {
    double[] values = new double[numbers.length];
    for (int i = 0; i < values.length; i++) {
      if (row.isNullAt(numbers[i])) {
        return null;
      }
      values[i] = ((Number) row.get(numbers[i])).doubleValue();
    }
    return values;
  }

  /** A row with the outcome of its question. */
  static Row encode(Row row, TaskKind task, Answer answer, ParsedAnswer parsed) {
    Answer.Said said = answer instanceof Answer.Said s ? s : null;
    Answer.Failed failed = answer instanceof Answer.Failed f ? f : null;
    Row output =
        OUTPUT.encode(
            new Output(
                parsed.value(),
                parsed.value() == null ? null : task.valueKind(),
                said == null ? null : said.text(),
                said == null ? null : said.confidence(),
                failed == null ? parsed.status() : ParseStatus.FAILED,
                failed == null ? null : failed.errorCode()));
    Object[] values = new Object[row.size() + output.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i < row.size() ? row.get(i) : output.get(i - row.size());
    }
    return RowFactory.create(values);
  }
}
