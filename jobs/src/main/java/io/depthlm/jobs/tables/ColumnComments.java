package io.depthlm.jobs.tables;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.Set;

/** The comment of each column, from {@code comments.properties} beside this class. */
final class ColumnComments {
  private static final Properties COMMENTS = read();

  private ColumnComments() {}

  /** The comment of a column; a table's own comes before that of all tables. */
  static String of(String table, String column) {
    String comment = COMMENTS.getProperty(table + "." + column, COMMENTS.getProperty(column));
    if (comment == null) {
      throw new IllegalStateException("column " + table + "." + column + " has no comment");
    }
    return comment;
  }

  /** The keys, for a test that none is left over. */
  static Set<String> keys() {
    return COMMENTS.stringPropertyNames();
  }

  private static Properties read() {
    Properties properties = new Properties();
    try (Reader in =
        new InputStreamReader(
            ColumnComments.class.getResourceAsStream("comments.properties"),
            StandardCharsets.UTF_8)) {
      properties.load(in);
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
