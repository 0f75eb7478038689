package io.depthlm.jobs;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.Question;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An engine that answers two metres, and fails as its script says. Scripts belong to the process,
 * which is both driver and executor in tests.
 */
public record ScriptedSpec(String name) implements EngineSpec {
  public static final int BATCH_SIZE = 4;
  private static final Map<String, Script> SCRIPTS = new ConcurrentHashMap<>();

  /** What an engine does and has done. */
  public static final class Script {
    private final AtomicInteger loads = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong asked = new AtomicLong();
    private final Set<Integer> failing = ConcurrentHashMap.newKeySet();
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile int hangingCall = -1;
    private volatile int brokenFrom = Integer.MAX_VALUE;
    private volatile EngineException opening;
    private volatile long diesAfter = Long.MAX_VALUE;

    public void openingFails(String code, String message) {
      opening = new EngineException(code, message, null);
    }

    /** The call of this number, from 0, throws. */
    public void callFails(int call) {
      failing.add(call);
    }

    /** The call of this number, from 0, does not return before {@link #release}. */
    public void callHangs(int call) {
      hangingCall = call;
    }

    /** Lets the hanging call return. */
    public void release() {
      released.countDown();
    }

    /** From the call of this number on, the engine says that it is of no use any more. */
    public void brokenFrom(int call) {
      brokenFrom = call;
    }

    /** From so many questions on, every call is an error that no task survives. */
    public void diesAfter(long questions) {
      diesAfter = questions;
    }

    public int calls() {
      return calls.get();
    }

    public int loads() {
      return loads.get();
    }
  }

  public static Script script(String name) {
    return SCRIPTS.computeIfAbsent(name, n -> new Script());
  }

  @Override
  public String engine() {
    return "scripted";
  }

  @Override
  public SortedMap<String, String> identity() {
    return new TreeMap<>(Map.of("name", name));
  }

  @Override
  public Needs needs() {
    return Needs.WORDS;
  }

  @Override
  public double expectedQuestionsPerSecond() {
    return 10_000;
  }

  @Override
  public DepthEngine open(DeviceSlot device) {
    Script script = script(name);
    if (script.opening != null) {
      throw script.opening;
    }
    script.loads.incrementAndGet();
    return new Engine(script);
  }

  private record Engine(Script script) implements DepthEngine {
    @Override
    public List<Answer> answer(List<Question> questions) {
      if (script.asked.addAndGet(questions.size()) > script.diesAfter) {
        throw new NoSuchMethodError("the process breaks here");
      }
      int call = script.calls.getAndIncrement();
      if (script.failing.contains(call)) {
        throw new IllegalStateException("scripted");
      }
      if (call >= script.brokenFrom) {
        throw new EngineException("model_failed", "the device is gone", null);
      }
      while (call == script.hangingCall && script.released.getCount() > 0) {
        try {
          script.released.await();
        } catch (InterruptedException e) {
          // native code does not heed it either
        }
      }
      return questions.stream()
          .map(q -> (Answer) new Answer.Said("<answer> 2.00 </answer>", null, 0, 0, BATCH_SIZE))
          .toList();
    }

    @Override
    public int batchSize() {
      return BATCH_SIZE;
    }

    @Override
    public String device() {
      return "none";
    }

    @Override
    public void close() {}
  }
}
