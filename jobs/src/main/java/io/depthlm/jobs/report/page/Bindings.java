package io.depthlm.jobs.report.page;

import com.hubspot.jinjava.objects.SafeString;
import io.depthlm.common.text.SafeText;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Values as the template engine takes them: records become maps, characters that steer become
 * {@code ?}, and only {@link Page.Markup} passes without being escaped.
 */
final class Bindings {
  private Bindings() {}

  static Object of(Object value) {
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Page.Markup markup) {
      return new SafeString(markup.html());
    }
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT);
    }
    if (value instanceof Collection<?> items) {
      return items.stream().map(Bindings::of).toList();
    }
    if (value instanceof Record object) {
      return record(object);
    }
    return SafeText.lines(value.toString());
  }

  private static Map<String, Object> record(Record object) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (object instanceof Page.Block block) {
      map.put("kind", block.kind());
    }
    try {
      for (RecordComponent component : object.getClass().getRecordComponents()) {
        map.put(component.getName(), of(component.getAccessor().invoke(object)));
      }
      return map;
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + object.getClass(), e);
    }
  }
}
