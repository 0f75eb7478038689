package io.depthlm.common.vlm.text;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.Context.Library;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.InterpreterFactory;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.interpret.TemplateSyntaxException;
import com.hubspot.jinjava.lib.Importable;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * jinjava, restricted for untrusted templates: only the tags, filters, tests and functions that
 * chat templates use; values from {@link TemplateValues} instead of Java objects; and a {@link
 * TemplateBudget} of steps, time and size.
 */
final class TemplateEngine {
  private static final Set<String> TAGS =
      Set.of(
          "break",
          "call",
          "continue",
          "do",
          "elif",
          "else",
          "endcall",
          "enddo",
          "endfor",
          "endif",
          "endmacro",
          "endraw",
          "endset",
          "for",
          "if",
          "macro",
          "raw",
          "set");
  private static final Set<String> FILTERS =
      Set.of(
          "abs",
          "capitalize",
          "count",
          "d",
          "default",
          "dictsort",
          "e",
          "escape",
          "first",
          "float",
          "int",
          "join",
          "last",
          "length",
          "list",
          "lower",
          "map",
          "reject",
          "rejectattr",
          "replace",
          "reverse",
          "round",
          "safe",
          "select",
          "selectattr",
          "sort",
          "string",
          "sum",
          "title",
          "tojson",
          "trim",
          "unique",
          "upper");
  private static final Set<String> FUNCTIONS = Set.of(":namespace", ":range", ":raise_exception");

  private static final Jinjava ENGINE = engine();

  /**
   * The context that every rendering starts from, one per thread: the library would build it for
   * each rendering, which takes longer than rendering a chat template.
   */
  private static final ThreadLocal<Context> BASE =
      ThreadLocal.withInitial(ENGINE::getGlobalContextCopy);

  private TemplateEngine() {}

  /**
   * Renders a template that {@link TemplateWhitespace} has processed. The result contains the
   * errors.
   */
  static RenderResult render(String template, Map<String, Object> bindings) {
    JinjavaConfig config = ENGINE.getGlobalConfig();
    Context base = BASE.get();
    Context context = new Context(base, bindings, config.getDisabled());
    JinjavaInterpreter interpreter =
        config.getInterpreterFactory().newInstance(ENGINE, context, config);
    JinjavaInterpreter.pushCurrent(interpreter);
    try {
      String rendered = interpreter.render(template);
      return new RenderResult(rendered, context, interpreter.getErrorsCopy());
    } catch (TemplateSyntaxException e) {
      return failed(TemplateError.fromException(e), context, interpreter);
    } catch (InterpretException e) {
      return failed(TemplateError.fromSyntaxError(e), context, interpreter);
    } finally {
      JinjavaInterpreter.popCurrent();
      context.reset();
      base.reset();
    }
  }

  private static RenderResult failed(
      TemplateError error, Context context, JinjavaInterpreter interpreter) {
    return new RenderResult(error, context, interpreter.getErrorsCopy());
  }

  /**
   * The function that templates call to refuse a conversation. It is public because the library
   * calls it.
   */
  public static Object raiseException(String message) {
    throw new InterpretException(message);
  }

  private static Jinjava engine() {
    Context all = new Jinjava().getGlobalContext();
    Jinjava engine =
        new Jinjava(
            JinjavaConfig.newBuilder()
                .withNestedInterpretationEnabled(false)
                .withMaxOutputSize(TemplateBudget.MAX_VALUE_CHARS)
                .withMaxStringLength(TemplateBudget.MAX_VALUE_CHARS)
                .withMaxListSize(TemplateBudget.MAX_VALUE_PARTS)
                .withMaxMapSize(TemplateBudget.MAX_VALUE_PARTS)
                .withRangeLimit(TemplateBudget.MAX_VALUE_PARTS)
                .withMaxRenderDepth(20)
                .withReadOnlyResolver(true)
                .withElResolver(new TemplateValues())
                .withDisabled(
                    Map.of(
                        Library.TAG, without(TAGS, all.getAllTags()),
                        Library.FILTER, without(FILTERS, all.getAllFilters()),
                        Library.FUNCTION, without(FUNCTIONS, all.getAllFunctions())))
                .withInterperterFactory(new LimitedFactory())
                .withNodePreProcessor((node, interpreter) -> budget(interpreter).step())
                .withLegacyOverrides(
                    LegacyOverrides.newBuilder()
                        .withUseNaturalOperatorPrecedence(true)
                        .withAllowAdjacentTextNodes(true)
                        .withKeepNullableLoopValues(true)
                        .build())
                .build());
    engine
        .getGlobalContext()
        .registerFunction(
            new ELFunctionDefinition(
                "", "raise_exception", TemplateEngine.class, "raiseException", String.class));
    engine.getGlobalContext().registerFilter(new ReplaceFilter());
    return engine;
  }

  private static Set<String> without(Set<String> kept, Collection<? extends Importable> all) {
    return all.stream()
        .map(Importable::getName)
        .filter(name -> !kept.contains(name))
        .collect(Collectors.toSet());
  }

  private static TemplateBudget budget(JinjavaInterpreter interpreter) {
    return interpreter instanceof Limited limited ? limited.budget : new TemplateBudget();
  }

  /** Creates interpreters with a budget; those created during a rendering share it. */
  private static final class LimitedFactory implements InterpreterFactory {
    @Override
    public JinjavaInterpreter newInstance(JinjavaInterpreter outer) {
      return new Limited(outer, budget(outer));
    }

    @Override
    public JinjavaInterpreter newInstance(Jinjava engine, Context context, JinjavaConfig config) {
      return new Limited(engine, context, config);
    }
  }

  /** Counts each expression and checks the size of its value. */
  private static final class Limited extends JinjavaInterpreter {
    private final TemplateBudget budget;

    Limited(JinjavaInterpreter outer, TemplateBudget budget) {
      super(outer);
      this.budget = budget;
    }

    Limited(Jinjava engine, Context context, JinjavaConfig config) {
      super(engine, context, config);
      this.budget = new TemplateBudget();
    }

    @Override
    public Object resolveELExpression(String expression, int line) {
      budget.step();
      Object value = super.resolveELExpression(expression, line);
      budget.step();
      TemplateBudget.weigh(value);
      return value;
    }
  }
}
