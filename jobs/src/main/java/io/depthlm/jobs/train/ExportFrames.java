package io.depthlm.jobs.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.Ids;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.vlm.image.ImageUnfit;
import io.depthlm.common.vlm.image.Sizing;
import io.depthlm.common.vlm.train.CroppedFrame;
import io.depthlm.common.vlm.train.Example;
import io.depthlm.common.vlm.train.ExampleMaker;
import io.depthlm.common.vlm.train.TokenGrid;
import io.depthlm.common.vlm.train.TrainingFrame;
import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.HadoopSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/**
 * The executors' part of an export: writes pictures and lines of JSON of frames into the folder. A
 * task that is done again writes the same files.
 *
 * @param frames how frames are prepared
 * @param tokens the sizes of training pictures
 * @param sizing the base's: pictures get the size that its processor would give them
 * @param hadoop settings of the folder's file system
 * @param folder the export's
 * @param name of the dataset in file names
 * @param systemPrompt the first message, or null
 * @param seed of crops and pixels
 */
record ExportFrames(
    PrepareFrames frames,
    TokenGrid tokens,
    Sizing sizing,
    HadoopSettings hadoop,
    String folder,
    String name,
    String systemPrompt,
    long seed)
    implements MapPartitionsFunction<Row, Row>, Serializable {
  /** A frame whose labels fall outside its crops gives fewer samples. */
  private static final int MOST_DRAWS = 100;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The outcomes of the samples. */
  static final RowCodec<Samples> ROWS = RowCodec.of(Samples.class);

  /**
   * Samples written, or frames and samples left out for a reason.
   *
   * @param reason null for those written
   */
  record Samples(RejectReason reason, long n) {}

  @Override
  public Iterator<Row> call(Iterator<Row> rows) throws IOException {
    int part = TaskContext.getPartitionId();
    Configuration settings = hadoop.configuration();
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    Map<RejectReason, Long> passedOver = new EnumMap<>(RejectReason.class);
    long written = 0;
    long pictures = 0;
    while (rows.hasNext()) {
      Row row = rows.next();
      List<TrainingFrame> shownFrames = new ArrayList<>();
      RejectReason unusable = prepare(row, shownFrames);
      if (unusable != null) {
        passedOver.merge(unusable, 1L, Long::sum);
        continue;
      }
      long wanted = row.getAs("samples");
      List<Example> examples = examples(shownFrames, wanted);
      if (examples.size() < wanted) {
        passedOver.merge(RejectReason.NO_LABEL_IN_CROP, wanted - examples.size(), Long::sum);
      }
      for (Example example : examples) {
        List<RgbImage> shown;
        try {
          shown = example.shown(sizing);
        } catch (ImageUnfit e) {
          passedOver.merge(RejectReason.IMAGE_UNFIT, 1L, Long::sum);
          continue;
        }
        List<String> files = new ArrayList<>();
        for (RgbImage picture : shown) {
          String file = "images/%s/%05d/%06d.png".formatted(name, part, pictures++);
          write(settings, file, PngEncoder.encode(picture));
          files.add(file);
        }
        written++;
        for (Example.Turn turn : example.turns()) {
          // No other trainer can show an image token again.
          if (turn.looks().isEmpty()) {
            lines.write(line(turn, files));
            lines.write('\n');
          }
        }
      }
    }
    if (written > 0) {
      write(settings, "samples/%s-%05d.jsonl".formatted(name, part), lines.toByteArray());
    }
    List<Samples> outcomes = new ArrayList<>(List.of(new Samples(null, written)));
    passedOver.forEach((reason, n) -> outcomes.add(new Samples(reason, n)));
    return ROWS.encode(outcomes.iterator());
  }

  /**
   * Prepares the frame of a row and, for a task about two pictures, the one that follows.
   *
   * @return why that cannot be done, or null
   */
  private RejectReason prepare(Row row, List<TrainingFrame> into) {
    List<PrepareFrames.Outcome> outcomes = new ArrayList<>(List.of(frames.prepare(row)));
    if (frames.recipe().task().kind().framesPerQuestion() > 1) {
      outcomes.add(frames.next(row));
    }
    for (PrepareFrames.Outcome outcome : outcomes) {
      if (outcome.frame() == null) {
        return outcome.reason();
      }
      into.add(outcome.frame());
    }
    return into.get(0).labels().size() < frames.recipe().task().kind().pointsPerQuestion()
        ? RejectReason.NO_LABEL
        : null;
  }

  private List<Example> examples(List<TrainingFrame> of, long wanted) {
    SplittableRandom random =
        new SplittableRandom(
            Long.parseUnsignedLong(
                Ids.of("export", Long.toString(seed), of.get(0).frameId()).substring(0, 16), 16));
    List<Example> examples = new ArrayList<>();
    for (long i = 0; i < wanted; i++) {
      Optional<Example> example = Optional.empty();
      for (int draw = 0; draw < MOST_DRAWS && example.isEmpty(); draw++) {
        List<CroppedFrame> shown = new ArrayList<>();
        for (TrainingFrame frame : of) {
          shown.add(tokens.cropped(frame, frames.recipe().crop(), random));
        }
        example = ExampleMaker.draw(shown, frames.recipe(), random);
      }
      example.ifPresent(examples::add);
    }
    return examples;
  }

  /** A conversation: the place of a picture is the mark that trainers put its tokens at. */
  private byte[] line(Example.Turn turn, List<String> pictures) throws IOException {
    ObjectNode line = JSON.createObjectNode();
    ArrayNode messages = line.putArray("messages");
    if (systemPrompt != null) {
      messages.addObject().put("role", "system").put("content", systemPrompt);
    }
    messages
        .addObject()
        .put("role", "user")
        .put("content", "<image>".repeat(pictures.size()) + turn.question());
    messages.addObject().put("role", "assistant").put("content", turn.answer());
    ArrayNode images = line.putArray("images");
    pictures.forEach(images::add);
    return JSON.writeValueAsBytes(line);
  }

  private void write(Configuration settings, String file, byte[] bytes) throws IOException {
    Path path = new Path(folder, file);
    try (OutputStream out = Files.plain(settings, path).create(path, true)) {
      out.write(bytes);
    }
  }
}
