package io.depthlm.jobs.tables;

import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** Shorthand for column declarations. */
final class Columns {
  private Columns() {}

  static StructField need(String name, DataType type) {
    return DataTypes.createStructField(name, type, false);
  }

  static StructField opt(String name, DataType type) {
    return DataTypes.createStructField(name, type, true);
  }

  // Elements (and values of maps) may be null for the type's sake only: Delta reads them back that
  // way, and Spark does not cast from there to elements that may not.
  static ArrayType doubles() {
    return DataTypes.createArrayType(DataTypes.DoubleType);
  }

  static ArrayType strings() {
    return DataTypes.createArrayType(DataTypes.StringType);
  }

  static ArrayType integers() {
    return DataTypes.createArrayType(DataTypes.IntegerType);
  }
}
