package io.depthlm.common.vlm.torch;

import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * Runs a method outside PyTorch's inference mode. DJL's public call with typed arguments, {@link
 * IValueUtils#runMethod}, is always in inference mode, and its one call outside it takes nothing
 * but tensors; both end in the same native method with a flag, which is reached here.
 */
final class RecordedCalls {
  private static final MethodHandle RUN;
  private static final MethodHandle RESULT;

  static {
    try {
      Class<?> library = Class.forName("ai.djl.pytorch.jni.PyTorchLibrary");
      Field instance = library.getDeclaredField("LIB");
      Method run =
          library.getDeclaredMethod(
              "moduleRunMethod",
              long.class,
              String.class,
              long[].class,
              boolean.class,
              boolean.class);
      Constructor<IValue> result = IValue.class.getDeclaredConstructor(long.class);
      instance.setAccessible(true);
      run.setAccessible(true);
      result.setAccessible(true);
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      RUN = lookup.unreflect(run).bindTo(instance.get(null));
      RESULT = lookup.unreflectConstructor(result);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private RecordedCalls() {}

  static IValue run(PtSymbolBlock block, String method, IValue[] inputs) {
    long[] handles = Arrays.stream(inputs).mapToLong(IValue::getHandle).toArray();
    // The mode is per thread in PyTorch, and off in the thread that started the engine.
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(!NoGradients.isActive());
    try {
      long module = block.getHandle();
      return (IValue) RESULT.invoke((long) RUN.invoke(module, method, handles, true, false));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("calling " + method, e);
    } finally {
      JniUtils.setGradMode(before);
    }
  }
}
