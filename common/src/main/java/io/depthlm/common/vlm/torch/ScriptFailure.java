package io.depthlm.common.vlm.torch;

import ai.djl.engine.EngineException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A method that PyTorch could not compile or run. The message is one line: the method, and the
 * message of the operator, which is the last line of the interpreter's traceback.
 */
public final class ScriptFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The last line of a traceback, with the name of a C++ exception. */
  private static final Pattern CAUSE = Pattern.compile("\\s*\\w*(Error|Exception): .*");

  /** Advice that PyTorch appends to many messages and that helps only authors of operators. */
  private static final Pattern ADVICE = Pattern.compile("\\s*Run workload with environment .*");

  ScriptFailure(String method, EngineException cause) {
    super(method + ": " + causeLine(cause.getMessage()), cause);
  }

  private static String causeLine(String message) {
    List<String> lines =
        String.valueOf(message).lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    String line =
        lines.stream()
            .filter(l -> CAUSE.matcher(l).matches())
            .findFirst()
            .orElse(lines.isEmpty() ? "no reason given" : lines.get(0));
    return ADVICE.matcher(line).replaceFirst("");
  }
}
