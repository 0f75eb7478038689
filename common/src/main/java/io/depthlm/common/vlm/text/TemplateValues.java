package io.depthlm.common.vlm.text;

import com.hubspot.jinjava.el.TypeConvertingMapELResolver;
import com.hubspot.jinjava.el.ext.JinjavaListELResolver;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.util.ForLoop;
import java.beans.FeatureDescriptor;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import jinjava.javax.el.CompositeELResolver;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;

/**
 * The values and methods that an expression of a template may use: entries of maps and lists, loop
 * counters, and the methods of Python's strings and dictionaries that chat templates use. Java
 * objects are not accessible, because templates are untrusted.
 */
final class TemplateValues extends CompositeELResolver {
  TemplateValues() {
    add(new JinjavaListELResolver(true));
    add(new TypeConvertingMapELResolver(true));
    add(new LoopsAndMethods());
  }

  private static final class LoopsAndMethods extends ELResolver {
    @Override
    public Object getValue(ELContext context, Object base, Object property) {
      if (base == null) {
        return null;
      }
      context.setPropertyResolved(true);
      if (!(base instanceof ForLoop loop)) {
        return null; // as undefined in Jinja2
      }
      return switch (String.valueOf(property)) {
        case "index" -> loop.getIndex();
        case "index0" -> loop.getIndex0();
        case "revindex" -> loop.getRevindex();
        case "revindex0" -> loop.getRevindex0();
        case "first" -> loop.isFirst();
        case "last" -> loop.isLast();
        case "length" -> loop.getLength();
        case "depth" -> loop.getDepth();
        case "depth0" -> loop.getDepth0();
        default -> null;
      };
    }

    @Override
    public Object invoke(
        ELContext context, Object base, Object method, Class<?>[] types, Object[] params) {
      context.setPropertyResolved(true);
      Object result = invoke(base, String.valueOf(method), params);
      TemplateBudget.weigh(result);
      return result;
    }

    private static Object invoke(Object base, String method, Object[] params) {
      if (base instanceof Filter filter && method.equals("filter")) {
        return filter(filter, params);
      }
      if (base instanceof ExpTest test) {
        JinjavaInterpreter interpreter = (JinjavaInterpreter) params[1];
        Object[] arguments = Arrays.copyOfRange(params, 2, params.length);
        return method.equals("evaluateNegated")
            ? test.evaluateNegated(params[0], interpreter, arguments)
            : test.evaluate(params[0], interpreter, arguments);
      }
      if (base instanceof CharSequence text) {
        return PythonStrings.call(text.toString(), method, List.of(params));
      }
      if (base instanceof Map<?, ?> map) {
        return call(map, method, params);
      }
      throw new InterpretException("there is no method " + method);
    }

    @SuppressWarnings("unchecked")
    private static Object filter(Filter filter, Object[] params) {
      return filter.filter(
          params[0],
          (JinjavaInterpreter) params[1],
          (Object[]) params[2],
          (Map<String, Object>) params[3]);
    }

    private static Object call(Map<?, ?> map, String method, Object[] params) {
      return switch (method) {
        case "items" -> map.entrySet();
        case "keys" -> map.keySet();
        case "values" -> map.values();
        case "get" -> {
          Object value = params.length == 0 ? null : map.get(String.valueOf(params[0]));
          yield value == null && params.length > 1 ? params[1] : value;
        }
        default -> throw new InterpretException("a dictionary has no method " + method);
      };
    }

    @Override
    public void setValue(ELContext context, Object base, Object property, Object value) {
      throw new InterpretException("values of a template cannot be changed");
    }

    @Override
    public boolean isReadOnly(ELContext context, Object base, Object property) {
      return true;
    }

    @Override
    public Class<?> getType(ELContext context, Object base, Object property) {
      return null;
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, Object base) {
      return Object.class;
    }

    @Override
    public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
      return null;
    }
  }
}
