package io.depthlm.common.config;

import io.depthlm.common.engine.DeviceChoice;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.task.AnswerFormat;
import io.depthlm.common.task.AnswerRounding;
import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.task.TaskSpec;
import java.util.List;

/**
 * A training run.
 *
 * @param name for people and {@code training}
 * @param base what it starts from
 * @param out the folder to write, a URI
 * @param datasets what is learnt from
 * @param task what is asked about data sets that do not name a task
 * @param prompt in which words
 * @param marker how the pixel is pointed at
 * @param rounding what is left of the numbers to learn
 * @param thinking whether the answers to learn reason first
 * @param focal what frames are resized to
 * @param systemPrompt what stands before the question
 * @param loss which words are learnt
 * @param dtype what the model computes in: f32, or bf16 for the products of 16-bit numbers, where
 *     the processor is fast at them; weights and the optimizer's state are f32 in either case
 * @param device where the model is trained
 * @param steps all steps
 * @param batch samples of a step
 * @param part samples run together; they divide the batch
 * @param threads parts under way at once; null for one a core
 * @param shares parts of each batch by worker, as many as there are workers; they sum to its parts
 * @param optimizer how a step is made of gradients
 * @param lora what is learnt beside frozen weights, or null to learn the weights
 * @param seed of everything that is drawn
 * @param check held-out frames, or null
 * @param checkpointEverySteps how often what resuming needs is written
 * @param keep how many such checkpoints stay
 * @param logEverySteps how often a line is logged
 * @param memoryMb prepared frames beyond this are kept on disk
 * @param images limits of image files
 */
public record TrainConfig(
    String name,
    TrainBase base,
    String out,
    List<TrainDataset> datasets,
    TaskSpec task,
    PromptConfig prompt,
    String marker,
    AnswerRounding rounding,
    AnswerFormat.Thinking thinking,
    FocalSetting focal,
    SystemPrompt systemPrompt,
    Loss loss,
    NumberType dtype,
    DeviceChoice device,
    int steps,
    int batch,
    int part,
    Integer threads,
    List<Integer> shares,
    OptimizerConfig optimizer,
    LoraConfig lora,
    long seed,
    TrainCheck check,
    int checkpointEverySteps,
    int keep,
    int logEverySteps,
    long memoryMb,
    ImageLimits images) {

  /** Which words are learnt. */
  public enum Loss {
    /** The assistant's. */
    ANSWER,
    /** System prompt and question, too. */
    ALL_TEXT
  }

  /** What is asked about a dataset. */
  public TaskSpec taskOf(TrainDataset dataset) {
    return dataset.task() == null ? task : dataset.task();
  }

  /** The tasks that are learnt, in the order of the data sets. */
  public List<TaskSpec> tasks() {
    return datasets.stream().map(this::taskOf).distinct().toList();
  }

  /** How a dataset's pixels are pointed at. */
  public String markerOf(TrainDataset dataset) {
    return dataset.marker() == null ? marker : dataset.marker();
  }
}
