package io.depthlm.common.synth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes generated frames in the curated form.
 *
 * <pre>
 * frames-00000.jsonl            20 frames a file; image paths start from the output's root
 * images/00000/00000000.png     the pictures, 1,000 a folder
 * depth/00000/00000000.png      dense z depth in millimetres, if asked for
 * </pre>
 *
 * <p>A part file is written after its pictures, so that a reader never finds a line without its
 * picture. Writing again with the same settings replaces every file by the same content.
 */
public final class SynthWriter {
  /** How many frames one part file holds. */
  public static final int FRAMES_PER_PART = 20;

  private SynthWriter() {}

  /** How much a part holds. */
  public record Written(int frames, long points) {}

  /** A frame's line and the number of its labels. */
  private record Line(String text, int points) {}

  /** Writes all frames, on all cores of this machine. */
  public static void write(SynthSettings settings, OutputTarget target) throws IOException {
    for (int part = 0; part < parts(settings); part++) {
      writePart(settings, part, target, framesOf(settings, part).parallel());
    }
  }

  /** How many part files there are. */
  public static int parts(SynthSettings settings) {
    return (settings.frames() + FRAMES_PER_PART - 1) / FRAMES_PER_PART;
  }

  /** The path of a part file. */
  public static String partPath(int part) {
    return "frames-%05d.jsonl".formatted(part);
  }

  /** Writes one part and its pictures, on the calling thread: for jobs that share out the parts. */
  public static Written writePart(SynthSettings settings, int part, OutputTarget target)
      throws IOException {
    return writePart(settings, part, target, framesOf(settings, part));
  }

  private static Written writePart(
      SynthSettings settings, int part, OutputTarget target, IntStream frames) throws IOException {
    SceneGenerator generator = new SceneGenerator(settings);
    List<Line> lines;
    try {
      lines = frames.mapToObj(i -> writeFrame(settings, generator, i, target)).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    String text = lines.stream().map(line -> line.text + "\n").collect(Collectors.joining());
    target.write(partPath(part), text.getBytes(StandardCharsets.UTF_8));
    return new Written(lines.size(), lines.stream().mapToLong(Line::points).sum());
  }

  private static IntStream framesOf(SynthSettings settings, int part) {
    int from = part * FRAMES_PER_PART;
    return IntStream.range(from, Math.min(settings.frames(), from + FRAMES_PER_PART));
  }

  /** Writes a frame's picture and gives its line. */
  private static Line writeFrame(
      SynthSettings settings, SceneGenerator generator, int index, OutputTarget target) {
    String file = "%05d/%08d.png".formatted(index / 1000, index);
    RenderedFrame frame = generator.frame(index);
    Dice dice = new Dice(Dice.mix(generator.frameSeed(index) ^ 0x1ABE15));
    int[] pixels = LabelSampler.choose(frame.depth(), settings, dice);
    try {
      target.write("images/" + file, PngFiles.of(frame.image()));
      if (settings.dense() == DepthMapFormat.PNG_MM) {
        target.write("depth/" + file, PngFiles.of(frame.depth()));
      }
      String line =
          CuratedLine.of("images/" + file, generator.sceneId(index), frame, settings, pixels);
      return new Line(line, pixels.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
