package io.depthlm.common.vlm.text;

import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import java.util.Objects;

/** Jinja2's {@code replace}, with a check of the length of the result before it is built. */
final class ReplaceFilter implements Filter {
  @Override
  public String getName() {
    return "replace";
  }

  @Override
  public Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
    if (arguments.length < 2) {
      throw new InterpretException("the filter replace needs two texts");
    }
    int limit = arguments.length > 2 ? Integer.parseInt(arguments[2]) : -1;
    return value == null
        ? null
        : PythonStrings.replace(Objects.toString(value), arguments[0], arguments[1], limit);
  }
}
