package io.depthlm.jobs.rows;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.List;

/**
 * Takes records apart and makes them, all components in one call of a method handle: nothing is
 * looked up for a record.
 */
final class RecordAccess<T extends Record> {
  private final Class<T> type;
  private final MethodHandle take;
  private final MethodHandle make;

  /**
   * The access to a record.
   *
   * @param taken the components in the order that {@link #take} gives
   * @throws IllegalArgumentException if the record is out of reach
   */
  RecordAccess(Class<T> type, List<RecordComponent> taken) {
    this.type = type;
    try {
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      this.take = taker(lookup, type, taken);
      this.make = maker(lookup, type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("the record " + type.getName() + " is out of reach", e);
    }
  }

  /** The components of a record. */
  Object[] take(T value) {
    try {
      return (Object[]) take.invokeExact((Object) value);
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  /**
   * A record.
   *
   * @param values its components, in the record's order; none is null that is a primitive
   */
  T make(Object[] values) {
    try {
      return type.cast((Object) make.invokeExact(values));
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  private static MethodHandle taker(
      MethodHandles.Lookup lookup, Class<?> type, List<RecordComponent> components)
      throws IllegalAccessException {
    MethodHandle[] getters = new MethodHandle[components.size()];
    for (int i = 0; i < getters.length; i++) {
      getters[i] =
          lookup
              .unreflect(components.get(i).getAccessor())
              .asType(MethodType.methodType(Object.class, type));
    }
    MethodHandle array =
        MethodHandles.identity(Object[].class).asCollector(Object[].class, getters.length);
    return MethodHandles.permuteArguments(
            MethodHandles.filterArguments(array, 0, getters),
            MethodType.methodType(Object[].class, type),
            new int[getters.length])
        .asType(MethodType.methodType(Object[].class, Object.class));
  }

  private static MethodHandle maker(MethodHandles.Lookup lookup, Class<?> type)
      throws NoSuchMethodException, IllegalAccessException {
    Class<?>[] types =
        List.of(type.getRecordComponents()).stream()
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
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
