package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.host.EngineHolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private final StringWriter err = new StringWriter();

  private int told(Throwable e) {
    return Failures.tell(e, new PrintWriter(err), List.of("ask"));
  }

  /** Whatever engine it is: the command line knows none. */
  @Test
  void anEngineThatRefusesItsWeightsSaysWhatToFix() {
    EngineException e =
        new EngineException(
            "ruler_missing", "/x is not a ruler\n  name a folder with one", new IOException("/x"));
    assertEquals(ExitCode.USER.code(), told(new IllegalStateException("in a task", e)));
    assertEquals(
        List.of("depthlm: /x is not a ruler", "  name a folder with one"),
        err.toString().lines().toList());
  }

  /** Where the cause stands behind the value, and the remedy below it. */
  @Test
  void aValueOfAMegabyteHidesNeitherCauseNorRemedy() {
    assertEquals(
        ExitCode.USER.code(),
        told(new UserError("the file " + "x".repeat(1 << 20) + " is gone", "give another")));
    assertTrue(err.toString().length() < 10_000, () -> "" + err.toString().length());
    assertTrue(
        err.toString().matches("depthlm: the file x+ … x+ is gone\\R  give another\\R"),
        err::toString);
  }

  @Test
  void anEngineThatFailsUnexpectedlyIsAnInternalError() {
    Exception cause = new NullPointerException("nobody knows");
    assertEquals(
        ExitCode.INTERNAL.code(),
        told(new EngineException(EngineHolder.UNEXPECTED, cause.toString(), cause)));
    assertEquals(
        "depthlm: internal error: NullPointerException: nobody knows",
        err.toString().lines().findFirst().orElseThrow());
  }
}
