package io.depthlm.common.vlm.djl;

import java.util.Map;

/** Options and arguments as DJL hands them over: by name, as text or as what they are. */
record Options(Map<String, ?> values) {
  String text(String key, String otherwise) {
    Object value = values.get(key);
    return value == null ? otherwise : value.toString();
  }

  int whole(String key, int otherwise) {
    Object value = values.get(key);
    try {
      return value == null ? otherwise : (int) Double.parseDouble(value.toString());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + " is a whole number, found " + value, e);
    }
  }

  Double number(String key) {
    Object value = values.get(key);
    try {
      return value == null ? null : Double.valueOf(value.toString());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + " is a number, found " + value, e);
    }
  }
}
