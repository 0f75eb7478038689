package io.depthlm.common.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Runs mutants and collects what came of them: a result, an error for people, or a finding. */
public final class Outcomes {
  /** What one mutant does. */
  @FunctionalInterface
  public interface Trial {
    /** Runs the mutant of a seed; returns what it is, to show with a finding. */
    String run(int seed) throws Exception;
  }

  private static final long MAX_NANOS = 20_000_000_000L;

  private final SortedMap<String, Integer> counts = new TreeMap<>();
  private final List<String> findings = new ArrayList<>();

  /**
   * Runs all mutants.
   *
   * @param known whether an exception is one that people are told
   */
  public static void of(String kind, Predicate<Throwable> known, Trial trial) {
    Outcomes outcomes = new Outcomes();
    for (int seed = 0; seed < Mutator.MUTANTS; seed++) {
      outcomes.run(seed, known, trial);
    }
    System.out.println("fuzz " + kind + ": " + outcomes.counts);
    assertEquals(List.of(), outcomes.findings);
    assertTrue(outcomes.counts.size() > 1, "all alike: " + outcomes.counts);
  }

  private void run(int seed, Predicate<Throwable> known, Trial trial) {
    long start = System.nanoTime();
    String outcome;
    try {
      outcome = trial.run(seed);
    } catch (Exception | AssertionError | VirtualMachineError | LinkageError e) {
      outcome = "error";
      if (!known.test(e)) {
        findings.add("seed " + seed + ": " + e + at(e));
      } else if (String.valueOf(e.getMessage()).length() > 1000) {
        findings.add("seed " + seed + ": an error of " + e.getMessage().length() + " characters");
      }
    }
    counts.merge(outcome, 1, Integer::sum);
    if (System.nanoTime() - start > MAX_NANOS) {
      findings.add("seed " + seed + " took " + (System.nanoTime() - start) / 1_000_000 + " ms");
    }
  }

  private static String at(Throwable e) {
    StringBuilder at = new StringBuilder();
    for (Throwable t = e; t != null; t = t.getCause()) {
      for (StackTraceElement frame : t.getStackTrace()) {
        if (frame.getClassName().startsWith("io.depthlm")) {
          at.append(" at ").append(frame);
          break;
        }
      }
    }
    return at.toString();
  }
}
