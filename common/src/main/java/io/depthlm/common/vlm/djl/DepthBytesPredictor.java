package io.depthlm.common.vlm.djl;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Question;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/** Answers inputs together: the questions of all of them go to the model in one call. */
final class DepthBytesPredictor<I, O> extends Predictor<I, O> {
  private final DepthModel model;
  private final DepthTranslator<I, O> translator;

  DepthBytesPredictor(DepthModel model, DepthTranslator<I, O> translator, Device device) {
    super(model, translator, device, false);
    this.model = model;
    this.translator = translator;
  }

  @Override
  public List<O> batchPredict(List<I> inputs) throws TranslateException {
    List<DepthTranslator.Asked> asked = new ArrayList<>();
    List<Question> questions = new ArrayList<>();
    try {
      for (I input : inputs) {
        DepthTranslator.Asked one = translator.ask(input);
        asked.add(one);
        one.questions().stream().filter(Objects::nonNull).forEach(questions::add);
      }
    } catch (IllegalArgumentException e) {
      throw new TranslateException(e.getMessage(), e);
    }
    Iterator<Answer> answers = model.engine().answer(questions).iterator();
    List<O> outputs = new ArrayList<>();
    for (DepthTranslator.Asked one : asked) {
      List<Answer> said = new ArrayList<>();
      for (Answer failure : one.failures()) {
        said.add(failure == null ? answers.next() : failure);
      }
      outputs.add(translator.answer(said));
    }
    return outputs;
  }
}
