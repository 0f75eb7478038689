package io.depthlm.jobs.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.Ids;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.imaging.Crop;
import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.vlm.image.ImageUnfit;
import io.depthlm.common.vlm.image.Sizing;
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
    while (rows.hasNext()) {
      Row row = rows.next();
      PrepareFrames.Outcome outcome = frames.prepare(row);
      if (outcome.frame() == null) {
        passedOver.merge(outcome.reason(), 1L, Long::sum);
        continue;
      }
      long wanted = row.getAs("samples");
      List<Example> examples = examples(outcome.frame(), wanted);
      if (examples.size() < wanted) {
        passedOver.merge(RejectReason.NO_LABEL_IN_CROP, wanted - examples.size(), Long::sum);
      }
      for (Example example : examples) {
        RgbImage shown;
        try {
          shown = example.shown(sizing);
        } catch (ImageUnfit e) {
          passedOver.merge(RejectReason.IMAGE_UNFIT, 1L, Long::sum);
          continue;
        }
        String picture = "images/%s/%05d/%06d.png".formatted(name, part, written++);
        write(settings, picture, PngEncoder.encode(shown));
        for (Example.Turn turn : example.turns()) {
          // No other trainer can show an image token again.
          if (turn.look() == null) {
            lines.write(line(turn, picture));
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

  private List<Example> examples(TrainingFrame frame, long wanted) {
    SplittableRandom random =
        new SplittableRandom(
            Long.parseUnsignedLong(
                Ids.of("export", Long.toString(seed), frame.frameId()).substring(0, 16), 16));
    List<Example> examples = new ArrayList<>();
    for (long i = 0; i < wanted; i++) {
      Optional<Example> example = Optional.empty();
      for (int draw = 0; draw < MOST_DRAWS && example.isEmpty(); draw++) {
        Crop crop = tokens.crop(frames.recipe().crop(), frame.frame().image(), random);
        example = ExampleMaker.draw(frame, frames.recipe(), crop, random);
      }
      example.ifPresent(examples::add);
    }
    return examples;
  }

  /** A conversation: the place of the picture is the mark that trainers put its tokens at. */
  private byte[] line(Example.Turn turn, String picture) throws IOException {
    ObjectNode line = JSON.createObjectNode();
    ArrayNode messages = line.putArray("messages");
    if (systemPrompt != null) {
      messages.addObject().put("role", "system").put("content", systemPrompt);
    }
    messages.addObject().put("role", "user").put("content", "<image>" + turn.question());
    messages.addObject().put("role", "assistant").put("content", turn.answer());
    line.putArray("images").add(picture);
    return JSON.writeValueAsBytes(line);
  }

  private void write(Configuration settings, String file, byte[] bytes) throws IOException {
    Path path = new Path(folder, file);
    try (OutputStream out = Files.plain(settings, path).create(path, true)) {
      out.write(bytes);
    }
  }
}
