package io.depthlm.common.vlm;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.CallGate;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.DeviceThreads;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.Question;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.generate.AnswerTemplate;
import io.depthlm.common.vlm.generate.Generated;
import io.depthlm.common.vlm.generate.Generated.TemplateUse;
import io.depthlm.common.vlm.generate.GreedyDecoder;
import io.depthlm.common.vlm.generate.StopRule;
import io.depthlm.common.vlm.image.ImageProcessor;
import io.depthlm.common.vlm.model.Numerics;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.model.SharedPrefix;
import io.depthlm.common.vlm.model.VlmNet;
import io.depthlm.common.vlm.text.PromptBuilder;
import io.depthlm.common.vlm.text.TextTokenizer;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * A vision language model that answers questions on one device. Callers compute tokens and patches
 * on their own threads; the threads of the device run batch after batch ({@link CoreShare}).
 */
public final class VlmEngine implements DepthEngine {
  /** Two tasks may share a device, each with a picture of its own. */
  private static final int CALLERS = 2;

  private final VlmSpec spec;
  private final DeviceSlot device;
  private final PromptBuilder prompts;
  private final VlmNet net;
  private final GreedyDecoder decoder;
  private final Set<Integer> ends;
  private final NumberTokens numbers;
  private final QuestionReader reader;
  private final Batching batching;
  private final BatchRunner apart = new BatchRunner(this::freeMemory);
  private final BatchRunner sharing = new BatchRunner(this::freeMemory);
  private final CoreShare share;
  private final KeptBeginnings<SharedPrefix> beginnings;
  private final DeviceThreads threads;
  private final LongAdder templateSaid = new LongAdder();
  private final LongAdder templateLeft = new LongAdder();

  private VlmEngine(
      VlmSpec spec, DeviceSlot device, Path folder, Checkpoint checkpoint, PromptBuilder prompts) {
    this.spec = spec;
    this.device = device;
    this.prompts = prompts;
    this.ends = Set.copyOf(checkpoint.config().eosTokenIds());
    TextTokenizer tokenizer = prompts.tokenizer();
    StopRule stop = StopRule.atWords(ends);
    if (!spec.decoding().stop().isEmpty()) {
      stop = stop.or(new StopTexts(tokenizer, spec.decoding().stop()));
    }
    AnswerTemplate template =
        spec.decoding().template() == null
            ? null
            : TemplateTokens.of(spec.decoding().template(), tokenizer).orElse(null);
    ImageProcessor images = ImageProcessor.open(folder, checkpoint.config());
    int maxTokens = spec.decoding().maxTokens();
    this.reader = new QuestionReader(prompts, images, checkpoint.config().text(), maxTokens);
    this.net =
        VlmNet.load(
            checkpoint,
            Numerics.choose(spec.numbers().type().orElse(null), checkpoint, device),
            device);
    this.numbers = NumberTokens.of(tokenizer, checkpoint.config().text().vocabSize());
    net.watch(numbers.ids());
    this.decoder =
        new GreedyDecoder(net, stop, template, CheckpointRules.of(checkpoint), maxTokens);
    this.share =
        CoreShare.of(device, checkpoint.config().text().hiddenSize(), TorchRuntime.cores());
    this.batching =
        new Batching(
            spec.batchQuestions(),
            spec.batchTokens(),
            maxTokens,
            checkpoint.config().imageTokenId());
    this.beginnings =
        new KeptBeginnings<>(Math.max(CALLERS, share.batches()), net::share, SharedPrefix::close);
    this.threads =
        new DeviceThreads(
            "depthlm-" + device,
            device,
            share.batches(),
            () -> TorchRuntime.limitThisThread(share.coresEach()),
            this::free);
  }

  /**
   * Loads a checkpoint.
   *
   * @throws EngineException if the folder cannot be run, with the code of the error; {@code
   *     device_out_of_memory} if the device has too little memory; {@code device_unavailable} if it
   *     cannot be used at all
   */
  static VlmEngine open(VlmSpec spec, DeviceSlot device) {
    Path folder = CheckpointPath.of(spec.uri());
    Checkpoint checkpoint = Checkpoint.open(folder);
    PromptBuilder prompts = PromptBuilder.open(folder, checkpoint.config(), spec.system());
    try {
      return new VlmEngine(spec, device, folder, checkpoint, prompts);
    } catch (RuntimeException | Error e) {
      prompts.close();
      throw TorchRuntime.cannotLoad(spec.uri(), device, e);
    }
  }

  @Override
  public List<Answer> answer(List<Question> questions) {
    try (CallGate.Pass pass = threads.gate().enter()) {
      return answerInside(questions, batching::of);
    }
  }

  /**
   * As {@link #answer}, but a picture is read for each question about it: what sharing is measured
   * and checked against.
   */
  public List<Answer> answerApart(List<Question> questions) {
    try (CallGate.Pass pass = threads.gate().enter()) {
      return answerInside(questions, batching::apart);
    }
  }

  private List<Answer> answerInside(
      List<Question> questions, Function<List<Prompt>, List<Batching.Batch>> batches) {
    Answer[] answers = new Answer[questions.size()];
    List<Prompt> read = new ArrayList<>(questions.size());
    Double[] focalPx = new Double[answers.length];
    for (int i = 0; i < answers.length; i++) {
      QuestionReader.Read question = reader.read(questions.get(i));
      read.add(question.prompt());
      focalPx[i] = question.focalPx();
      answers[i] = question.failure();
    }
    List<Batching.Batch> together = batches.apply(read);
    List<List<Answer>> said = onDevice(together, read);
    for (int b = 0; b < said.size(); b++) {
      int[] indexes = together.get(b).indexes();
      for (int i = 0; i < indexes.length; i++) {
        answers[indexes[i]] = withFocal(said.get(b).get(i), focalPx[indexes[i]]);
      }
    }
    return Arrays.asList(answers);
  }

  /**
   * The model without the engine, to measure the overhead of the engine: the questions are prepared
   * now, and each call of the result answers all of them, batch after batch.
   *
   * @throws EngineException if one of them cannot be asked
   */
  public Runnable modelAlone(List<Question> questions) {
    List<Prompt> ready = new ArrayList<>(questions.size());
    try (CallGate.Pass pass = threads.gate().enter()) {
      for (Question question : questions) {
        QuestionReader.Read read = reader.read(question);
        if (read.failure() != null) {
          throw new EngineException(read.failure().errorCode(), read.failure().detail(), null);
        }
        ready.add(read.prompt());
      }
    }
    List<Batching.Batch> batches = batching.of(ready);
    return () -> onDevice(batches, ready);
  }

  private static Answer withFocal(Answer answer, Double focalPx) {
    return answer instanceof Answer.Said said ? said.withEffectiveFocal(focalPx) : answer;
  }

  private List<List<Answer>> onDevice(List<Batching.Batch> batches, List<Prompt> prompts) {
    List<Callable<List<Answer>>> works = new ArrayList<>(batches.size());
    for (Batching.Batch batch : batches) {
      works.add(() -> run(batch, prompts));
    }
    try {
      return threads.callAll(works);
    } catch (ExecutionException e) {
      throw new EngineException("model_failed", device + " failed: " + e.getCause(), e.getCause());
    }
  }

  private List<Answer> run(Batching.Batch which, List<Prompt> prompts) {
    List<Prompt> batch = Arrays.stream(which.indexes()).mapToObj(prompts::get).toList();
    int shared = which.shared();
    return shared == 0
        ? apart.run(batch, some -> decode(some, null))
        : sharing.run(
            batch,
            some -> {
              try (KeptBeginnings.Use<SharedPrefix> use = beginnings.of(some, shared)) {
                return decode(some, use.prefix());
              }
            });
  }

  private void freeMemory() {
    beginnings.drop();
    TorchRuntime.freeUnused(device);
  }

  private List<Answer> decode(List<Prompt> batch, SharedPrefix begun) {
    List<Generated> generated = decoder.answer(batch, begun, threads.gate()::check);
    List<Answer> answers = new ArrayList<>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      Generated said = generated.get(i);
      if (said.template() == TemplateUse.SAID) {
        templateSaid.increment();
      } else if (said.template() == TemplateUse.DEVIATED) {
        templateLeft.increment();
      }
      if (!said.isFinite()) {
        answers.add(notFinite(said));
        continue;
      }
      int[] words = said.words();
      int spoken = ends.contains(words[words.length - 1]) ? words.length - 1 : words.length;
      String text = StopTexts.text(prompts.tokenizer(), words, spoken);
      answers.add(
          new Answer.Said(
                  text, said.confidence(), batch.get(i).ids().length, words.length, batch.size())
              .withExpectedAbsRel(numbers.expectedAbsRel(text, said))
              .withFinish(said.finish()));
    }
    return answers;
  }

  private Answer notFinite(Generated said) {
    return new Answer.Failed(
        "engine_not_finite",
        Answer.Retry.NEVER,
        "the model's logits of word %d are not numbers: computed in %s from %s"
            .formatted(said.words().length, computesIn(), spec.uri()));
  }

  /**
   * How often answers followed the template.
   *
   * @param said answers with all fixed tokens
   * @param left answers that differed and were generated token by token
   */
  public record TemplateCounts(long said, long left) {}

  /** How often answers have followed the template so far. */
  public TemplateCounts templateCounts() {
    return new TemplateCounts(templateSaid.sum(), templateLeft.sum());
  }

  @Override
  public Integer tokenPx() {
    return reader.tokenPx();
  }

  @Override
  public int batchSize() {
    return spec.batchQuestions();
  }

  @Override
  public int sharedBatchSize() {
    return Batching.SHARED_FACTOR * spec.batchQuestions();
  }

  /** The number of batches that run at the same time. */
  public int batchesAtOnce() {
    return share.batches();
  }

  /** One more than run at once: while batches are on the device, another caller prepares. */
  @Override
  public int lanes() {
    return batchesAtOnce() + 1;
  }

  @Override
  public double deviceSeconds() {
    return threads.seconds();
  }

  @Override
  public String device() {
    return device.toString();
  }

  @Override
  public String computesIn() {
    return net.numerics().computed().key();
  }

  @Override
  public void close() {
    threads.close();
  }

  private void free() {
    beginnings.drop();
    net.close();
    prompts.close();
  }
}
