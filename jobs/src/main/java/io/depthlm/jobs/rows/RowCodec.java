package io.depthlm.jobs.rows;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
  private final RecordAccess<T> access; // takes in the schema's order

  // The same by column and component, at hand for every row; null where nothing is to be done.
  private final UnaryOperator<Object>[] encoders;
  private final UnaryOperator<Object>[] decoders;
  private final boolean[] nullable;
  private final boolean[] primitive;
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
    this.encoders = operators(columns, ColumnCodec::encoder);
    this.decoders = operators(components, ColumnCodec::decoder);
    this.nullable = new boolean[columns.length];
    this.primitive = new boolean[components.length];
    for (int i = 0; i < columns.length; i++) {
      nullable[i] = schema.fields()[i].nullable();
      primitive[i] = components[i].isPrimitive();
    }
    this.access =
        new RecordAccess<>(type, Arrays.stream(columns).map(ColumnCodec::component).toList());
  }

  @SuppressWarnings("unchecked")
  private static UnaryOperator<Object>[] operators(
      ColumnCodec[] columns, Function<ColumnCodec, UnaryOperator<Object>> of) {
    return Arrays.stream(columns).map(of).toArray(UnaryOperator[]::new);
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
    Object[] values = access.take(value);
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        if (!nullable[i]) {
          throw isNull(columns[i]);
        }
      } else if (encoders[i] != null) {
        values[i] = encoders[i].apply(values[i]);
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
      if (value == null) {
        if (primitive[i]) {
          throw isNull(components[i]);
        }
      } else {
        values[i] = decoders[i] == null ? value : decoders[i].apply(value);
      }
    }
    return access.make(values);
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
}
