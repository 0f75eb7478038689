package io.depthlm.jobs.rows;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** The column of one component of a record: its type, and how values go in and out of a row. */
final class ColumnCodec {
  private static final Map<Class<?>, DataType> PLAIN =
      Map.ofEntries(
          Map.entry(int.class, DataTypes.IntegerType),
          Map.entry(Integer.class, DataTypes.IntegerType),
          Map.entry(long.class, DataTypes.LongType),
          Map.entry(Long.class, DataTypes.LongType),
          Map.entry(double.class, DataTypes.DoubleType),
          Map.entry(Double.class, DataTypes.DoubleType),
          Map.entry(boolean.class, DataTypes.BooleanType),
          Map.entry(Boolean.class, DataTypes.BooleanType),
          Map.entry(String.class, DataTypes.StringType),
          Map.entry(byte[].class, DataTypes.BinaryType),
          Map.entry(Timestamp.class, DataTypes.TimestampType));

  private final String name;
  private final RecordComponent component;
  private final Values values;

  /**
   * How values of a Java type stand in rows; null stays null.
   *
   * @param encode from Java, null for what stands in rows as it is
   */
  private record Values(DataType type, UnaryOperator<Object> encode, UnaryOperator<Object> decode) {
    Object encoded(Object value) {
      return encode == null || value == null ? value : encode.apply(value);
    }

    Object decoded(Object value) {
      return decode == null || value == null ? value : decode.apply(value);
    }
  }

  private ColumnCodec(String name, RecordComponent component, Values values) {
    this.name = name;
    this.component = component;
    this.values = values;
  }

  /**
   * The column of a component.
   *
   * @throws IllegalArgumentException if no column can hold its type
   */
  static ColumnCodec of(String name, RecordComponent component) {
    Values values = values(component.getGenericType());
    if (values == null) {
      throw new IllegalArgumentException(
          "no column can hold %s.%s, which is a %s"
              .formatted(
                  component.getDeclaringRecord().getSimpleName(),
                  component.getName(),
                  component.getGenericType().getTypeName()));
    }
    return new ColumnCodec(name, component, values);
  }

  String name() {
    return name;
  }

  RecordComponent component() {
    return component;
  }

  DataType dataType() {
    return values.type;
  }

  boolean isPrimitive() {
    return component.getType().isPrimitive();
  }

  /** What makes the value in a row of one that is not null; null where they are the same. */
  UnaryOperator<Object> encoder() {
    return values.encode;
  }

  /** The way back; null likewise. */
  UnaryOperator<Object> decoder() {
    return values.decode;
  }

  /** Whether a column of this type can be read; whether it may be null does not matter. */
  boolean holds(DataType found) {
    return same(values.type, found);
  }

  private static boolean same(DataType wanted, DataType found) {
    if (wanted instanceof ArrayType a && found instanceof ArrayType b) {
      return same(a.elementType(), b.elementType());
    }
    if (wanted instanceof MapType a && found instanceof MapType b) {
      return same(a.keyType(), b.keyType()) && same(a.valueType(), b.valueType());
    }
    if (wanted instanceof StructType a && found instanceof StructType b) {
      // In any order, among others: the struct's own codec looks its columns up.
      List<String> names = List.of(b.fieldNames());
      return Arrays.stream(a.fields())
          .allMatch(
              f -> names.contains(f.name()) && same(f.dataType(), b.apply(f.name()).dataType()));
    }
    return wanted.equals(found);
  }

  private static Values values(Type type) {
    if (type instanceof Class<?> c) {
      DataType plain = PLAIN.get(c);
      if (plain != null) {
        return new Values(plain, null, null);
      }
      if (c == Instant.class) {
        return new Values(
            DataTypes.TimestampType,
            value -> Timestamp.from((Instant) value),
            value -> ((Timestamp) value).toInstant());
      }
      return c.isEnum() ? ofEnum(c) : c.isRecord() ? ofRecord(c.asSubclass(Record.class)) : null;
    }
    if (type instanceof ParameterizedType p && p.getRawType() == List.class) {
      Values element = values(p.getActualTypeArguments()[0]);
      return element == null ? null : ofList(element);
    }
    if (type instanceof ParameterizedType p && p.getRawType() == Map.class) {
      Values key = values(p.getActualTypeArguments()[0]);
      Values value = values(p.getActualTypeArguments()[1]);
      return key == null || value == null ? null : ofMap(key, value);
    }
    return null;
  }

  private static Values ofEnum(Class<?> type) {
    Map<Object, Object> keys = new HashMap<>();
    Map<Object, Object> constants = new HashMap<>();
    for (Object constant : type.getEnumConstants()) {
      String key = key(type, constant);
      keys.put(constant, key);
      constants.put(key, constant);
    }
    return new Values(
        DataTypes.StringType,
        keys::get,
        key -> {
          Object constant = constants.get(key);
          if (constant == null) {
            throw new IllegalArgumentException(
                "'%s' is no %s".formatted(key, type.getSimpleName()));
          }
          return constant;
        });
  }

  private static String key(Class<?> type, Object constant) {
    try {
      Method key = type.getDeclaredMethod("key");
      key.setAccessible(true);
      return (String) key.invoke(constant);
    } catch (NoSuchMethodException e) {
      return ((Enum<?>) constant).name();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("the keys of " + type.getName() + " are out of reach", e);
    }
  }

  private static <R extends Record> Values ofRecord(Class<R> type) {
    RowCodec<R> codec = RowCodec.of(type);
    return new Values(
        codec.schema(),
        value -> codec.encode(type.cast(value)),
        value -> codec.decode((Row) value));
  }

  private static Values ofList(Values element) {
    return new Values(
        DataTypes.createArrayType(element.type),
        value -> sequence(((List<?>) value).stream().map(element::encoded).toArray()),
        value -> {
          List<?> found = JavaConverters.seqAsJavaList((Seq<?>) value);
          return found.stream().map(element::decoded).toList();
        });
  }

  // Spark's encoder of rows takes Scala sequences only.
  private static Seq<Object> sequence(Object[] values) {
    return JavaConverters.asScalaBuffer(Arrays.asList(values)).toSeq();
  }

  private static Values ofMap(Values key, Values value) {
    return new Values(
        DataTypes.createMapType(key.type, value.type),
        map -> {
          Map<Object, Object> encoded = new LinkedHashMap<>();
          ((Map<?, ?>) map).forEach((k, v) -> encoded.put(key.encoded(k), value.encoded(v)));
          return JavaConverters.mapAsScalaMap(encoded);
        },
        map -> {
          Map<Object, Object> decoded = new LinkedHashMap<>();
          JavaConverters.mapAsJavaMap((scala.collection.Map<?, ?>) map)
              .forEach((k, v) -> decoded.put(key.decoded(k), value.decoded(v)));
          return decoded;
        });
  }
}
