package io.depthlm.common.vlm.djl;

import ai.djl.Model;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Asking;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Set;

/**
 * Translators for {@code byte[]} to {@code byte[]} and DJL's {@code Input} to {@code Output}. A
 * request is {@code {"image": BASE64, "intrinsics": [fx, fy, cx, cy], "points": [[x, y], …]}} with
 * an optional {@code "question"}, the answer {@code {"answers": [{"text": …, "value": metres,
 * "unit": …, "value_kind": …, "confidence": …, "parse_status": …}, …]}}, one a point. A point that
 * cannot be asked or answered has {@code error_code} and {@code detail} instead; an input that is
 * null or no request has one answer with {@code input_null} or {@code request_invalid}, and the
 * other inputs of its batch stand.
 *
 * <p>Arguments, as {@code Criteria.optArgument} or the query of the model's URL gives them: {@code
 * focal_px} that images are resized to (1000; {@code native}: they stay), {@code marker}, {@code
 * task} with {@code task_parameters}, {@code question} for requests without one, with the
 * placeholders of {@link io.depthlm.common.task.PromptTemplate}. What is left out is as in the
 * project's Spark ML transformer.
 */
public final class DepthTranslatorFactory implements TranslatorFactory, Serializable {
  private static final long serialVersionUID = 1L;

  @Override
  public Set<Pair<Type, Type>> getSupportedTypes() {
    return Set.of(new Pair<>(byte[].class, byte[].class), new Pair<>(Input.class, Output.class));
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.depthlm.common.core.UserError if an argument is unknown or its value wrong
   */
  @Override
  @SuppressWarnings("unchecked")
  public <I, O> Translator<I, O> newInstance(
      Class<I> input, Class<O> output, Model model, Map<String, ?> arguments) {
    Asking asking = DjlArguments.question(arguments, key -> model.getProperty(key) != null);
    if (input == byte[].class && output == byte[].class) {
      return (Translator<I, O>)
          new DepthTranslator<byte[], byte[]>(bytes -> bytes, (fault, json) -> json, asking);
    }
    if (input == Input.class && output == Output.class) {
      return (Translator<I, O>)
          new DepthTranslator<Input, Output>(
              DepthTranslatorFactory::bytes, DepthTranslatorFactory::output, asking);
    }
    throw new IllegalArgumentException(
        "byte[] to byte[] or Input to Output, not %s to %s"
            .formatted(input.getName(), output.getName()));
  }

  private static byte[] bytes(Input input) {
    return input.getData() == null ? null : input.getData().getAsBytes();
  }

  private static Output output(Answer.Failed fault, byte[] json) {
    Output output = fault == null ? new Output(200, "OK") : new Output(400, fault.detail());
    output.addProperty("Content-Type", "application/json");
    output.add(json);
    return output;
  }
}
