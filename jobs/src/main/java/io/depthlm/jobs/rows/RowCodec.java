package io.depthlm.jobs.rows;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Turns records into rows and back, by name: the component {@code frameId} is the column {@code
 * frame_id}, or the one that {@link Column} names.
 *
 * <p>Components are primitives (their column is never null), boxed primitives, {@code String},
 * {@code byte[]}, {@code Timestamp}, {@code Instant}, enums (stored as their {@code key()}, or else
 * their name), other records (structs), and lists and maps of these.
 *
 * <p>Reflection happens when a codec is made, and columns are looked up once for each schema that
 * it meets. Keep codecs in constants. Safe for concurrent use.
 *
 * @param <T> the record
 */
public final class RowCodec<T extends Record> {
  private final Class<T> type;
  private final StructType schema;
  private final ColumnCodec[] components; // in the record's order
  private final ColumnCodec[] columns; // in the schema's order
  private final MethodHandle take; // record → its components in the schema's order
  private final MethodHandle make; // components in the record's order → record
  private volatile Binding last = new Binding(null, null);

  /** Where a schema has the components, in the record's order. */
  private record Binding(StructType of, int[] places) {}

  private RowCodec(Class<T> type, ColumnCodec[] components, StructType schema) {
    this.type = type;
    this.schema = schema;
    this.components = components;
    this.columns =
        Arrays.stream(schema.fieldNames())
            .map(name -> named(components, name))
            .toArray(ColumnCodec[]::new);
    try {
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      this.take = taker(lookup, columns);
      this.make = maker(lookup, type, components);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("the record " + type.getName() + " is out of reach", e);
    }
  }

  /** The codec of a record, whose schema has the components in their order. */
  public static <T extends Record> RowCodec<T> of(Class<T> type) {
    ColumnCodec[] components = components(type);
    StructType schema = new StructType();
    for (ColumnCodec component : components) {
      schema = schema.add(component.name(), component.dataType());
    }
    return new RowCodec<>(type, components, schema);
  }

  /**
   * The codec of a record for a given schema: that of a table.
   *
   * @throws IllegalArgumentException if the two have not the same columns of the same types, or a
   *     column may be null where the record's component cannot
   */
  public static <T extends Record> RowCodec<T> of(Class<T> type, StructType schema) {
    ColumnCodec[] components = components(type);
    Set<String> names =
        Arrays.stream(components).map(ColumnCodec::name).collect(Collectors.toSet());
    Set<String> unmatched = new TreeSet<>(names);
    unmatched.removeAll(List.of(schema.fieldNames()));
    Arrays.stream(schema.fieldNames()).filter(n -> !names.contains(n)).forEach(unmatched::add);
    if (!unmatched.isEmpty()) {
      throw new IllegalArgumentException(
          type.getSimpleName() + " and its schema do not share the columns " + unmatched);
    }
    for (ColumnCodec component : components) {
      StructField field = schema.apply(component.name());
      if (!DataType.equalsIgnoreNullability(component.dataType(), field.dataType())) {
        throw otherType(type, component, field);
      }
      if (component.isPrimitive() && field.nullable()) {
        throw new IllegalArgumentException(
            "column %s may be null, %s.%s may not"
                .formatted(field.name(), type.getSimpleName(), component.component().getName()));
      }
    }
    return new RowCodec<>(type, components, schema);
  }

  /** The columns of encoded rows. */
  public StructType schema() {
    return schema;
  }

  /** Spark's encoder of the rows. */
  public Encoder<Row> encoder() {
    return Encoders.row(schema);
  }

  /**
   * A record as a row.
   *
   * @throws IllegalArgumentException if a value is null whose column may not be
   */
  public Row encode(T value) {
    Object[] values;
    try {
      values = (Object[]) take.invokeExact((Object) value);
    } catch (Throwable e) {
      throw thrown(e);
    }
    StructField[] fields = schema.fields();
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        if (!fields[i].nullable()) {
          throw isNull(columns[i]);
        }
      } else {
        values[i] = columns[i].encode(values[i]);
      }
    }
    return new GenericRowWithSchema(values, schema);
  }

  /** Records as rows, lazily. */
  public Iterator<Row> encode(Iterator<T> values) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return values.hasNext();
      }

      @Override
      public Row next() {
        return encode(values.next());
      }
    };
  }

  /** Records as rows. */
  public List<Row> encode(List<T> values) {
    return values.stream().map(this::encode).toList();
  }

  /**
   * A row as a record. Its columns may stand in any order, among others.
   *
   * @throws IllegalArgumentException if a column is missing, has another type, or is null where the
   *     component is a primitive
   */
  public T decode(Row row) {
    Binding binding = last;
    if (binding.of != row.schema() || binding.of == null) {
      binding = bind(row.schema());
      last = binding;
    }
    return decode(row, binding);
  }

  /** Rows as records, lazily; columns are looked up at the first. */
  public Iterator<T> decode(Iterator<Row> rows) {
    return new Iterator<>() {
      private Binding binding = last;

      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public T next() {
        Row row = rows.next();
        if (binding.of != row.schema() || binding.of == null) {
          binding = bind(row.schema());
        }
        return decode(row, binding);
      }
    };
  }

  /** Rows as records. */
  public List<T> decode(List<Row> rows) {
    return rows.stream().map(this::decode).toList();
  }

  private T decode(Row row, Binding binding) {
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      Object value = row.get(binding.places[i]);
      if (value != null) {
        values[i] = components[i].decode(value);
      } else if (components[i].isPrimitive()) {
        throw isNull(components[i]);
      }
    }
    try {
      return type.cast((Object) make.invokeExact(values));
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  private Binding bind(StructType found) {
    if (found == null) {
      throw new IllegalArgumentException(
          "a row without names cannot be read as " + type.getSimpleName());
    }
    List<String> names = List.of(found.fieldNames());
    int[] places = new int[components.length];
    for (int i = 0; i < places.length; i++) {
      ColumnCodec component = components[i];
      places[i] = names.indexOf(component.name());
      if (places[i] < 0) {
        throw new IllegalArgumentException(
            "no column %s for %s among %s"
                .formatted(component.name(), type.getSimpleName(), names));
      }
      StructField field = found.fields()[places[i]];
      if (!component.holds(field.dataType())) {
        throw otherType(type, component, field);
      }
    }
    return new Binding(found, places);
  }

  private static IllegalArgumentException otherType(
      Class<?> type, ColumnCodec component, StructField found) {
    return new IllegalArgumentException(
        "column %s is %s, %s needs %s"
            .formatted(
                component.name(),
                found.dataType().simpleString(),
                type.getSimpleName(),
                component.dataType().simpleString()));
  }

  private IllegalArgumentException isNull(ColumnCodec column) {
    return new IllegalArgumentException(
        "column %s of %s is null".formatted(column.name(), type.getSimpleName()));
  }

  private static ColumnCodec[] components(Class<? extends Record> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(component -> ColumnCodec.of(name(component), component))
        .toArray(ColumnCodec[]::new);
  }

  private static String name(RecordComponent component) {
    Column column = component.getAnnotation(Column.class);
    return column != null
        ? column.value()
        : component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static ColumnCodec named(ColumnCodec[] components, String name) {
    return Arrays.stream(components).filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  private static MethodHandle taker(MethodHandles.Lookup lookup, ColumnCodec[] columns)
      throws IllegalAccessException {
    MethodHandle[] getters = new MethodHandle[columns.length];
    for (int i = 0; i < getters.length; i++) {
      getters[i] =
          lookup
              .unreflect(columns[i].component().getAccessor())
              .asType(MethodType.methodType(Object.class, Object.class));
    }
    MethodHandle array =
        MethodHandles.identity(Object[].class).asCollector(Object[].class, getters.length);
    return MethodHandles.permuteArguments(
        MethodHandles.filterArguments(array, 0, getters),
        MethodType.methodType(Object[].class, Object.class),
        new int[getters.length]);
  }

  private static MethodHandle maker(
      MethodHandles.Lookup lookup, Class<?> type, ColumnCodec[] components)
      throws NoSuchMethodException, IllegalAccessException {
    Class<?>[] types =
        Arrays.stream(components).map(c -> c.component().getType()).toArray(Class<?>[]::new);
    return lookup
        .findConstructor(type, MethodType.methodType(void.class, types))
        .asType(MethodType.genericMethodType(types.length))
        .asSpreader(Object[].class, types.length);
  }

  /** Accessors and constructors of records throw nothing checked. */
  private static RuntimeException thrown(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return (RuntimeException) e;
  }
}
