package io.depthlm.common.vlm.djl;

import ai.djl.Model;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Set;

/**
 * Translators for {@code byte[]} to {@code byte[]} and DJL's {@code Input} to {@code Output}. A
 * request is {@code {"image": BASE64, "intrinsics": [fx, fy, cx, cy], "points": [[x, y], …]}}, the
 * answer {@code {"answers": [{"text": …, "value": metres, "unit": …, "confidence": …}, …]}}.
 *
 * <p>Arguments, as {@code Criteria.optArgument} gives them: {@code focal_px} that images are
 * resized to (left out: they stay), {@code marker}, {@code task} with {@code task_parameters},
 * {@code question} for requests without one.
 */
public final class DepthTranslatorFactory implements TranslatorFactory, Serializable {
  private static final long serialVersionUID = 1L;

  @Override
  public Set<Pair<Type, Type>> getSupportedTypes() {
    return Set.of(new Pair<>(byte[].class, byte[].class), new Pair<>(Input.class, Output.class));
  }

  @Override
  @SuppressWarnings("unchecked")
  public <I, O> Translator<I, O> newInstance(
      Class<I> input, Class<O> output, Model model, Map<String, ?> arguments) {
    Options options = new Options(arguments);
    if (input == byte[].class && output == byte[].class) {
      return (Translator<I, O>)
          DepthTranslator.<byte[], byte[]>of(bytes -> bytes, bytes -> bytes, options);
    }
    if (input == Input.class && output == Output.class) {
      return (Translator<I, O>)
          DepthTranslator.<Input, Output>of(
              in -> in.getData().getAsBytes(), DepthTranslatorFactory::output, options);
    }
    throw new IllegalArgumentException(
        "byte[] to byte[] or Input to Output, not %s to %s"
            .formatted(input.getName(), output.getName()));
  }

  private static Output output(byte[] json) {
    Output output = new Output(200, "OK");
    output.addProperty("Content-Type", "application/json");
    output.add(json);
    return output;
  }
}
