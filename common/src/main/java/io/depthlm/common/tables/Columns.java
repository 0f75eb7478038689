package io.depthlm.common.tables;

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

  static ArrayType doubles() {
    return DataTypes.createArrayType(DataTypes.DoubleType, false);
  }

  static ArrayType strings() {
    return DataTypes.createArrayType(DataTypes.StringType, false);
  }
}
