package io.depthlm.jobs.cli;

import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.render.AdaptiveGrid;
import io.depthlm.common.render.DepthCells;
import io.depthlm.common.render.DepthCells.State;
import io.depthlm.common.render.DepthPicture;
import io.depthlm.common.render.DepthScale;
import io.depthlm.common.render.PointCloud;
import io.depthlm.jobs.ask.AnswerGrid;
import io.depthlm.jobs.ask.ImageFile;
import io.depthlm.jobs.ask.ImageQuestions;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code depthmap}. */
@Command(
    name = "depthmap",
    mixinStandardHelpOptions = true,
    description = "Asks about a grid of pixels and draws the depths as a picture or a point cloud.",
    footer = {
      "",
      "Reads:   the image and the model",
      "Writes:  a picture with a legend in metres (.png), a point cloud (.ply), or both",
      "Example: depthlm depthmap --model constant-2m --image room.png \\",
      "           --intrinsics 559.6,558.1,361.9,242.0 --stride 16 --out room-depth.png"
    })
final class DepthmapCommand implements Callable<Integer> {
  private static final int MAX_QUESTIONS = 4_000_000;
  private static final int MOST_LEVELS = 8;
  private static final int MOST_SHIFTS = 16;

  @Spec private CommandSpec spec;
  @Mixin private QuestionOptions options;

  @Option(
      names = "--stride",
      required = true,
      paramLabel = "N",
      description = "distance between neighbouring questions, in pixels")
  private int stridePx;

  @Option(
      names = "--refine",
      paramLabel = "LEVELS",
      defaultValue = "0",
      description =
          "ask a coarse grid of 2^LEVELS strides first, and halve it where neighbours disagree;"
              + " cells that are not asked are interpolated; default ${DEFAULT-VALUE}: ask all")
  private int levels;

  @Option(
      names = "--refine-above",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "neighbours disagree above this relative deviation from a plane; choose it above the"
              + " noise of the answers; default ${DEFAULT-VALUE}")
  private double tolerance;

  @Option(
      names = "--shifts",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "with the marker token: ask in N x N crops of the image, each pixel in the crop in which"
              + " it is nearest to the middle of its image token, so that the map is finer than the"
              + " tokens; default ${DEFAULT-VALUE}: the whole image")
  private int shifts;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "the .png or .ply file to write: a path or any Hadoop URI; may be repeated")
  private List<String> outputs;

  @Option(
      names = "--depth",
      paramLabel = "KIND",
      defaultValue = "z",
      description = "what the picture shows: z or radial; default ${DEFAULT-VALUE}")
  private String kind;

  @Option(
      names = "--range",
      paramLabel = "MIN,MAX",
      split = ",",
      hideParamSyntax = true,
      description =
          "range of the colours in metres, to make pictures comparable; default: the range"
              + " of the answers")
  private List<Double> rangeM;

  @Override
  public Integer call() {
    check();
    LabelKind shown = kind();
    ImageFile image = options.image();
    RgbImage pixels = image.decoded();
    checkSize(image);
    Asking asking = options.asking();
    checkShifts(asking);
    ConsoleProgress progress = ConsoleProgress.on(spec.commandLine().getErr());
    long start = System.nanoTime();
    AnswerGrid grid;
    String device;
    try (ImageQuestions questions = options.open(asking, spec.commandLine().getErr())) {
      progress.update("questions", 0, -1);
      int total = AnswerGrid.pixels(image, stridePx).size();
      IntConsumer answered = done -> progress.update("questions", done, levels == 0 ? total : -1);
      grid =
          shifts > 1
              ? AnswerGrid.askInCrops(questions, image, stridePx, shifts, answered)
              : AnswerGrid.ask(questions, image, stridePx, refinement(), answered);
      device = questions.device();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    DepthCells cells = grid.cells(shown);
    if (cells.count(State.ANSWERED) == 0) {
      throw new UserError(
          "not one of %,d questions has a depth: %s"
              .formatted(cells.cells().size(), ends(cells, 0)),
          "ask about one pixel with depthlm ask to see what the model says");
    }
    for (String output : outputs) {
      byte[] file =
          isPicture(output)
              ? picture(grid, cells, pixels, asking, shown)
              : PointCloud.ply(grid.points(pixels), List.of(caption(grid, asking)));
      options.files().write(output, file);
    }
    report(grid, cells, shown, seconds, device);
    return ExitCode.OK.code();
  }

  private void checkShifts(Asking asking) {
    if (shifts < 1 || shifts > MOST_SHIFTS) {
      throw new UserError("--shifts " + shifts, "give a number from 1 to " + MOST_SHIFTS);
    }
    if (shifts > 1 && (levels > 0 || !asking.markerName().equals(Markers.TOKEN))) {
      throw new UserError(
          "--shifts %d with the marker %s and --refine %d"
              .formatted(shifts, asking.markerName(), levels),
          "shifted crops are for the marker token, and without --refine");
    }
  }

  private byte[] picture(
      AnswerGrid grid, DepthCells cells, RgbImage pixels, Asking asking, LabelKind shown) {
    DepthScale scale =
        rangeM == null
            ? DepthScale.of(cells.depthsM())
            : DepthScale.between(rangeM.get(0), rangeM.get(1));
    String name = grid.image().uri().substring(grid.image().uri().lastIndexOf('/') + 1);
    DepthPicture.Words words = new DepthPicture.Words(name, List.of(caption(grid, asking)));
    DepthPicture.Panel panel =
        new DepthPicture.Panel(
            DepthPicture.Source.ANSWERS,
            shown == LabelKind.Z
                ? "z: metres along the viewing axis"
                : "radial: metres from the camera",
            cells);
    return PngEncoder.encode(DepthPicture.of(pixels, List.of(panel), scale, words));
  }

  private String caption(AnswerGrid grid, Asking asking) {
    return "%s, task %s, marker %s%s, focal length %s, one question every %d px%s"
        .formatted(
            options.modelName(),
            asking.task().kind().key(),
            asking.markerName(),
            shifts > 1 ? " in %d x %d crops".formatted(shifts, shifts) : "",
            asking.focal().isNative()
                ? "native"
                : AskReport.plain(asking.focal().focalPx()) + " px",
            stridePx,
            levels == 0
                ? ""
                : String.format(
                    Locale.ROOT,
                    " where neighbours disagree, else every %d px, %,d cells interpolated",
                    stridePx << levels,
                    grid.interpolated()));
  }

  private void report(
      AnswerGrid grid, DepthCells cells, LabelKind shown, double seconds, String device) {
    DoubleSummaryStatistics depths = Arrays.stream(cells.depthsM()).summaryStatistics();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "depthmap: %,d questions: %s%s; %s %.2f to %.2f m; %.1f s with loading on %s%n",
        cells.cells().size() - grid.interpolated(),
        ends(cells, grid.interpolated()),
        levels == 0 ? "" : ", %,d interpolated".formatted(grid.interpolated()),
        shown.key(),
        depths.getMin(),
        depths.getMax(),
        seconds,
        device);
    outputs.forEach(output -> out.println("wrote: " + output));
  }

  private static String ends(DepthCells cells, long interpolated) {
    return "%,d answered, %,d at the border, %,d unparsed, %,d failed"
        .formatted(
            cells.count(State.ANSWERED) - interpolated,
            cells.count(State.BORDER),
            cells.count(State.UNPARSED),
            cells.count(State.FAILED));
  }

  private void check() {
    for (String output : outputs) {
      if (!isPicture(output) && !output.toLowerCase(Locale.ROOT).endsWith(".ply")) {
        throw new UserError(
            "--out " + output + " is neither .png nor .ply", "end it in one of them");
      }
    }
    if (stridePx < 1) {
      throw new UserError("--stride is " + stridePx, "give at least 1 pixel");
    }
    if (levels < 0 || levels > MOST_LEVELS) {
      throw new UserError("--refine is " + levels, "give 0 to " + MOST_LEVELS + " levels");
    }
    if (!(tolerance > 0 && tolerance < 1)) {
      throw new UserError("--refine-above is " + tolerance, "give a share between 0 and 1");
    }
    if (rangeM != null
        && !(rangeM.size() == 2
            && rangeM.get(0) > 0
            && rangeM.get(1) > rangeM.get(0)
            && Double.isFinite(rangeM.get(1)))) {
      throw new UserError("--range is " + rangeM, "give two positive metres, the lesser first");
    }
  }

  private void checkSize(ImageFile image) {
    long columns = (image.camera().widthPx() + stridePx - 1L) / stridePx;
    long rows = (image.camera().heightPx() + stridePx - 1L) / stridePx;
    if (columns * rows > MAX_QUESTIONS) {
      throw new UserError(
          "--stride %d makes %,d questions of this image, more than %,d"
              .formatted(stridePx, columns * rows, MAX_QUESTIONS),
          "choose a larger stride");
    }
  }

  private AdaptiveGrid.Refinement refinement() {
    return new AdaptiveGrid.Refinement(levels, tolerance);
  }

  private LabelKind kind() {
    try {
      return LabelKind.ofKey(kind);
    } catch (IllegalArgumentException e) {
      throw new UserError("--depth " + kind + " is no kind of depth", "choose z or radial", e);
    }
  }

  private static boolean isPicture(String output) {
    return output.toLowerCase(Locale.ROOT).endsWith(".png");
  }
}
