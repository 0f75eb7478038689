package io.depthlm.jobs.cli;

import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.geometry.Pixel;
import io.depthlm.common.imaging.FocalPlan;
import io.depthlm.jobs.ask.ImageFile;
import io.depthlm.jobs.ask.ImageQuestions;
import io.depthlm.jobs.ask.PointAnswer;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ask}. */
@Command(
    name = "ask",
    mixinStandardHelpOptions = true,
    description =
        "Asks how far away the surface at a pixel is. It uses no tables and no Spark session.",
    footer = {
      "",
      "Reads:   the image and the model",
      "Writes:  nothing",
      "Example: depthlm ask --model constant-2m --image room.png \\",
      "           --intrinsics 559.6,558.1,361.9,242.0 --point 320,240"
    })
final class AskCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private QuestionOptions options;

  @Option(
      names = "--point",
      required = true,
      paramLabel = "X,Y",
      description = "the pixel, counted from the upper left corner; may be repeated")
  private List<String> points;

  @Option(names = "--json", description = "print one JSON object per point")
  private boolean json;

  @Override
  public Integer call() {
    ImageFile image = options.image();
    List<Pixel> pixels = pixels(image);
    Asking asking = options.asking();
    PrintWriter out = spec.commandLine().getOut();
    List<PointAnswer> answers;
    AskReport report;
    try (ImageQuestions questions = options.open(asking, spec.commandLine().getErr())) {
      FocalPlan plan = questions.plan(image);
      for (Pixel pixel : pixels) {
        if (!asking.canAsk(plan, new double[] {pixel.xPx()}, new double[] {pixel.yPx()})) {
          throw atBorder(pixel, plan, asking);
        }
      }
      answers = questions.ask(image, pixels, done -> {});
      report = new AskReport(options.modelName(), questions.device(), asking, plan);
    }
    int code = ExitCode.OK.code();
    for (PointAnswer answer : answers) {
      if (json) {
        out.println(report.json(answer));
      } else {
        out.print(report.text(answer));
      }
      if (answer.answer() instanceof Answer.Failed failed) {
        spec.commandLine()
            .getErr()
            .println("depthlm: %s: %s".formatted(failed.errorCode(), failed.detail()));
        code = ExitCode.USER.code();
      }
    }
    if (!json) {
      report.focalWarning(answers).ifPresent(spec.commandLine().getErr()::println);
    }
    return code;
  }

  private List<Pixel> pixels(ImageFile image) {
    List<Pixel> pixels = new ArrayList<>();
    for (String point : points) {
      Pixel pixel = pixel(point);
      if (!(pixel.xPx() >= 0
          && pixel.xPx() < image.camera().widthPx()
          && pixel.yPx() >= 0
          && pixel.yPx() < image.camera().heightPx())) {
        throw new UserError(
            "--point %s is outside the image of %d x %d pixels"
                .formatted(point, image.camera().widthPx(), image.camera().heightPx()),
            "pixels count from 0 at the upper left corner");
      }
      pixels.add(pixel);
    }
    return pixels;
  }

  private static Pixel pixel(String point) {
    String[] parts = point.split(",", -1);
    try {
      if (parts.length == 2) {
        return new Pixel(
            Double.parseDouble(parts[0].strip()), Double.parseDouble(parts[1].strip()));
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new UserError("--point " + point + " is no pixel", "write --point x,y");
  }

  private static UserError atBorder(Pixel pixel, FocalPlan plan, Asking asking) {
    return new UserError(
        "the marker %s of pixel %s,%s would leave the image: it is %d,%d of %d x %d after resizing"
            .formatted(
                asking.markerName(),
                AskReport.plain(pixel.xPx()),
                AskReport.plain(pixel.yPx()),
                plan.mapX(pixel.xPx()),
                plan.mapY(pixel.yPx()),
                plan.prepared().widthPx(),
                plan.prepared().heightPx()),
        "ask about a pixel farther from the border, or use --marker text");
  }
}
