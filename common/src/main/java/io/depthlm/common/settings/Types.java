package io.depthlm.common.settings;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValueType;
import io.depthlm.common.core.UserError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The basic types of settings. */
public final class Types {
  /** Credentials inside a URI: {@code scheme://user:secret@host}. */
  private static final Pattern USER_INFO = Pattern.compile("^[a-zA-Z][\\w+.-]*://[^/@]*:[^/@]*@.*");

  private Types() {}

  /** A text that is not empty. */
  public static final ValueType<String> TEXT =
      of(
          "a text that is not empty",
          node -> {
            if (node.value().valueType() != ConfigValueType.STRING
                || ((String) node.value().unwrapped()).isBlank()) {
              return null;
            }
            String text = (String) node.value().unwrapped();
            if (USER_INFO.matcher(text).matches()) {
              throw new UserError(
                  node.where() + " has a user name and secret inside the URI",
                  "leave them out: credentials come from the provider chain of the cluster");
            }
            return text;
          });

  /** A name that is valid in file names and tables. */
  public static final ValueType<String> NAME =
      of(
          "a name of letters, digits, '.', '_' and '-'",
          node ->
              node.value().valueType() == ConfigValueType.STRING
                      && ((String) node.value().unwrapped()).matches("[A-Za-z0-9][A-Za-z0-9._-]*")
                  ? (String) node.value().unwrapped()
                  : null);

  /** A finite number. */
  public static final ValueType<Double> NUMBER =
      of(
          "a number",
          node ->
              node.value().valueType() == ConfigValueType.NUMBER
                      && Double.isFinite(((Number) node.value().unwrapped()).doubleValue())
                  ? (Double) ((Number) node.value().unwrapped()).doubleValue()
                  : null);

  /** A 64-bit integer. */
  public static final ValueType<Long> LONG =
      of(
          "a whole number",
          node ->
              node.value().unwrapped() instanceof Number n
                      && (n instanceof Integer || n instanceof Long)
                  ? (Long) n.longValue()
                  : null);

  /** A 32-bit integer. */
  public static final ValueType<Integer> INT =
      of("a whole number", node -> node.value().unwrapped() instanceof Integer n ? n : null);

  /** One of an enumeration's names in lower case. */
  public static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
    return oneOf(List.of(type.getEnumConstants()));
  }

  private static <E extends Enum<E>> ValueType<E> oneOf(List<E> values) {
    List<String> names = values.stream().map(e -> e.name().toLowerCase(Locale.ROOT)).toList();
    String name = "one of " + String.join(", ", names);
    return new ValueType<>() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Decoded<E> decode(Node node) {
        int at = names.indexOf(node.value().unwrapped());
        if (at < 0) {
          throw node.wrong(name);
        }
        return Decoded.plain(values.get(at), names.get(at));
      }
    };
  }

  /** One of some values of an enumeration, by its name in lower case. */
  @SafeVarargs
  public static <E extends Enum<E>> ValueType<E> oneOf(E... values) {
    return oneOf(List.of(values));
  }

  /** A list that is not empty and has no duplicates. */
  public static <T> ValueType<List<T>> listOf(ValueType<T> element) {
    return listOf(element, Repeats.REFUSED);
  }

  /** A list that is not empty and may have duplicates. */
  public static <T> ValueType<List<T>> sequenceOf(ValueType<T> element) {
    return listOf(element, Repeats.ALLOWED);
  }

  private enum Repeats {
    REFUSED,
    ALLOWED
  }

  private static <T> ValueType<List<T>> listOf(ValueType<T> element, Repeats repeats) {
    String name = "a list, not empty, each " + element.name();
    return new ValueType<>() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Decoded<List<T>> decode(Node node) {
        if (!(node.value() instanceof ConfigList list) || list.isEmpty()) {
          throw node.wrong(name);
        }
        List<T> values = new ArrayList<>();
        List<Object> effective = new ArrayList<>();
        List<Object> identity = new ArrayList<>();
        Set<T> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
          Node item = node.element(i, list.get(i));
          Decoded<T> decoded = element.decode(item);
          if (!seen.add(decoded.value()) && repeats == Repeats.REFUSED) {
            throw new UserError(
                item.where() + " is " + item.shown() + " a second time", "leave one of them out");
          }
          values.add(decoded.value());
          effective.add(decoded.effective());
          identity.add(decoded.identity());
        }
        return new Decoded<>(List.copyOf(values), effective, identity);
      }
    };
  }

  /** An object with its own keys. */
  public static <T> ValueType<T> section(Schema schema, Function<Section, T> bind) {
    return new SectionType<>(schema, bind);
  }

  /**
   * A type whose effective form is the value itself.
   *
   * @param read returns null for an invalid value
   */
  private static <T> ValueType<T> of(String name, Function<Node, T> read) {
    return new ValueType<>() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Decoded<T> decode(Node node) {
        T value = read.apply(node);
        if (value == null) {
          throw node.wrong(name);
        }
        return Decoded.plain(value, value);
      }
    };
  }
}
