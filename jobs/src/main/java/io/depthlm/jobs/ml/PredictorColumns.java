package io.depthlm.jobs.ml;

import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.task.ParseStatus;
import io.depthlm.common.task.ParsedAnswer;
import io.depthlm.common.task.TaskKind;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * Where {@link DepthPredictor} finds its input in a row, and what it puts behind.
 *
 * @param image index of the image's bytes, URI or struct
 * @param numbers indexes of fx, fy, cx, cy, x, y
 */
record PredictorColumns(int image, int[] numbers) implements Serializable {
  private static final StructType OUTPUT =
      new StructType()
          .add("value_m", DataTypes.DoubleType)
          .add("value_kind", DataTypes.StringType)
          .add("answer_text", DataTypes.StringType)
          .add("confidence", DataTypes.DoubleType)
          .add("parse_status", DataTypes.StringType)
          .add("error_code", DataTypes.StringType);

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
   * The input's columns and ours.
   *
   * @throws UserError if the input has one of our names
   */
  static StructType appended(StructType schema) {
    StructType out = schema;
    for (var field : OUTPUT.fields()) {
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

  /** A row with what came of its question. */
  static Row encode(Row row, TaskKind task, Answer answer, ParsedAnswer parsed) {
    Object[] values = new Object[row.size() + OUTPUT.size()];
    for (int i = 0; i < row.size(); i++) {
      values[i] = row.get(i);
    }
    int at = row.size();
    Answer.Said said = answer instanceof Answer.Said s ? s : null;
    values[at] = parsed.value();
    values[at + 1] = parsed.value() == null ? null : task.valueKind();
    values[at + 2] = said == null ? null : said.text();
    values[at + 3] = said == null ? null : said.confidence();
    values[at + 4] = (answer instanceof Answer.Failed ? ParseStatus.FAILED : parsed.status()).key();
    values[at + 5] = answer instanceof Answer.Failed failed ? failed.errorCode() : null;
    return RowFactory.create(values);
  }
}
