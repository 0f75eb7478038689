package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.imaging.ImageDecoder;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.jobs.TinyModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskCommandTest {
  @TempDir Path dir;
  private String question;

  @BeforeEach
  void image() throws IOException {
    byte[] rgb = new byte[3 * 64 * 48];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 3 % 64 * 4);
    }
    Files.write(dir.resolve("room.png"), PngEncoder.encode(new RgbImage(64, 48, rgb)));
    question =
        "--model constant-2m --image " + dir.resolve("room.png") + " --intrinsics 50,50,32,24";
  }

  private static Cli.Run run(String line) {
    return Cli.run(Cli.shellWords(line));
  }

  @Test
  void theValueStandsFirstAndInBothMeanings() {
    Cli.Run run = run("ask " + question + " --focal native --point 52,39");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().startsWith("2.00 m at pixel 52,39 (radial, constant-2m)\n"), run.out());
    // The ray through (52, 39) is (0.4, 0.3, 1): 1.118 m long per metre of z.
    assertTrue(run.out().contains("z          1.789 m along"), run.out());
    assertTrue(run.out().contains("radial     2.000 m from"), run.out());
    // A constant measures: it says nothing that could be shown.
    assertFalse(run.out().contains("<answer>"), run.out());
  }

  @Test
  void theAxisTaskAnswersInZ() throws IOException {
    Cli.Run run =
        run("ask " + question + " --task axis_distance --point 52,39 --point 32,24 --json");
    assertEquals(0, run.code(), run.err());
    String[] lines = run.out().split("\n");
    assertEquals(2, lines.length, run.out());
    JsonNode first = new ObjectMapper().readTree(lines[0]);
    assertEquals(2.0, first.get("z_m").asDouble(), 1e-12);
    assertEquals(2 * Math.sqrt(1.25), first.get("radial_m").asDouble(), 1e-12);
    assertEquals("ok", first.get("parse_status").asText());
    assertEquals(1000, first.get("focal_px").asDouble());
    assertTrue(first.get("confidence").isNull());
    assertEquals(2.0, new ObjectMapper().readTree(lines[1]).get("radial_m").asDouble(), 1e-12);
  }

  @Test
  void anEngineWhoseAnswerHoldsNoNumberGivesNoDistance() {
    Cli.Run run = run("ask " + question.replace("constant-2m", "probe") + " --point 30,20");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().startsWith("no distance for pixel 30,20 (probe)\n"), run.out());
    assertFalse(run.out().contains("radial"), run.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--point 1,20 --focal native | 2 | the marker red_arrow of pixel 1,20 would leave the"
            + " image: it is 1,20 of 64 x 48",
        "--point 64,20 | 2 | --point 64,20 is outside the image of 64 x 48 pixels",
        "--point 12 | 2 | --point 12 is no pixel",
        "--point 30,20 --focal 3 | 2 | --focal 3 is no focal length",
        "--point 30,20 --task speed | 2 | --task speed is not about the depth of one pixel",
        "--point 30,20 --task nope | 2 | there is no task 'nope'",
        "--point 30,20 --marker pink | 2 | there is no marker 'pink'",
        "--point 30,20 --prompt nope | 2 | --prompt nope names 'nope', and there is no"
            + " prompts/nope.conf",
        "--point 30,20 --intrinsics 0,0,1,1 | 2 | --intrinsics 0.0,0.0,1.0,1.0 is no camera",
        "--point 30,20 --intrinsics 50,50,1 | 2 | --intrinsics has 3 numbers",
        "--point 30,20 --model constant-9m | 2 | --model constant-9m: like names 'constant-9m', and"
            + " there is no models/constant-9m.conf",
        "--point 30,20 --model ./nowhere | 2 | no checkpoint folder",
        "--point 30,20 --image nowhere.png | 2 | there is no file nowhere.png",
        "--point 30,20 --image /dev/zero | 2 | cannot read /dev/zero: it has more than 134,217,728"
            + " bytes",
        "--point 30,20 --set depth_n=3 | 2 | --set depth_n=3: depth_n is not a known key",
      })
  void whatIsWrongIsTold(String options, int code, String told) {
    String line = question;
    for (String name : new String[] {"--model", "--image", "--intrinsics"}) {
      line = options.contains(name) ? line.replaceFirst(name + " \\S+", "") : line;
    }
    Cli.Run run = run("ask " + line.strip() + " " + options);
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().startsWith("depthlm: " + told), run.err());
    assertEquals("", run.out());
  }

  @Test
  void overridesOfAnEntryWin() {
    Cli.Run run = run("ask " + question + " --point 30,20 --set depth_m=3.5");
    assertTrue(run.out().startsWith("3.50 m at pixel 30,20"), run.out() + run.err());
  }

  @Test
  void aGridBecomesAPictureAndACloud() throws IOException {
    Path png = dir.resolve("out/depth.png");
    Path ply = dir.resolve("out/depth.ply");
    Cli.Run run =
        run(
            "depthmap %s --focal native --stride 8 --depth radial --out %s --out %s"
                .formatted(question, png, ply));
    assertEquals(0, run.code(), run.err());
    // 8 x 6 cells; the arrow does not fit in the outermost ones, whose middle is 4 px inside.
    assertTrue(
        run.out()
            .startsWith(
                "depthmap: 48 questions: 24 answered, 24 at the border, 0 unparsed, 0 failed;"
                    + " radial 2.00 to 2.00 m"),
        run.out());
    assertTrue(run.out().endsWith("wrote: " + png + "\nwrote: " + ply + "\n"), run.out());
    RgbImage picture = ImageDecoder.decode(Files.readAllBytes(png), ImageLimits.DEFAULT);
    assertTrue(picture.widthPx() > 640, "two panels of 320 and a legend");
    String cloud = Files.readString(ply, StandardCharsets.ISO_8859_1);
    assertTrue(cloud.contains("\nelement vertex 24\n"), cloud);
  }

  @Test
  void aRefinedGridAsksAboutFewCellsAndFillsTheRest() throws IOException {
    Path ply = dir.resolve("refined.ply");
    Cli.Run run =
        run("depthmap %s --focal native --stride 8 --refine 1 --out %s".formatted(question, ply));
    assertEquals(0, run.code(), run.err());
    // of the 6 x 4 cells inside the border, columns 1, 3, 5, 6 and rows 1, 3, 4
    assertTrue(
        run.out()
            .startsWith(
                "depthmap: 36 questions: 12 answered, 24 at the border, 0 unparsed, 0 failed,"
                    + " 12 interpolated; z 1."),
        run.out());
    String cloud = Files.readString(ply, StandardCharsets.ISO_8859_1);
    assertTrue(cloud.contains("\nelement vertex 24\n"), cloud);
    assertTrue(
        cloud.contains(
            "one question every 8 px where neighbours disagree, else every 16 px, 12 cells"
                + " interpolated"),
        cloud);
    Cli.Run wrong = run("depthmap %s --stride 8 --refine 9 --out %s".formatted(question, ply));
    assertEquals(2, wrong.code());
    assertTrue(wrong.err().contains("--refine is 9"), wrong.err());
  }

  @Test
  void anAnswerThatWasCutOffIsToldAsSuch() throws IOException {
    String model = question.replace("constant-2m", TinyModels.folder("tiny-pixtral").toString());
    String line = "ask " + model + " --set max_new_tokens=1 --focal 100 --point 30,20";
    Cli.Run text = run(line);
    assertEquals(0, text.code(), text.err());
    assertTrue(text.out().contains("  cut off    at max_new_tokens"), text.out());
    JsonNode json = new ObjectMapper().readTree(run(line + " --json").out());
    assertEquals("length", json.get("finish_reason").asText());
  }

  @Test
  void aModelsGridBecomesAPictureAndACloud() throws IOException {
    Path png = dir.resolve("model.png");
    Path ply = dir.resolve("model.ply");
    String model = question.replace("constant-2m", TinyModels.folder("tiny-pixtral").toString());
    Cli.Run run =
        run(
            "depthmap %s --set max_new_tokens=8 --focal 100 --stride 4 --out %s --out %s"
                .formatted(model, png, ply));
    assertEquals(0, run.code(), run.err());
    // Random weights say a number now and then; each of 192 questions has its end all the same.
    Matcher ends =
        Pattern.compile(
                "depthmap: 192 questions: (\\d+) answered, (\\d+) at the border, (\\d+) unparsed,"
                    + " 0 failed; z \\S+ to \\S+ m; \\S+ s with loading on cpu\n")
            .matcher(run.out());
    assertTrue(ends.lookingAt(), run.out());
    int answered = Integer.parseInt(ends.group(1));
    assertTrue(answered >= 1, run.out());
    assertEquals(192, answered + Integer.parseInt(ends.group(2)) + Integer.parseInt(ends.group(3)));
    assertTrue(ImageDecoder.decode(Files.readAllBytes(png), ImageLimits.DEFAULT).widthPx() > 640);
    String cloud = Files.readString(ply, StandardCharsets.ISO_8859_1);
    assertTrue(cloud.startsWith("ply\nformat "), cloud);
    assertTrue(cloud.contains("\nelement vertex " + answered + "\n"), cloud);
  }

  @Test
  void whatADepthmapCannotDrawIsTold() {
    Cli.Run unknown = run("depthmap " + question + " --stride 8 --out depth.gif");
    assertEquals(2, unknown.code());
    assertTrue(
        unknown.err().startsWith("depthlm: --out depth.gif is neither .png nor .ply"),
        unknown.err());
    Cli.Run nothing =
        run(
            "depthmap %s --focal native --stride 8 --out %s"
                .formatted(question.replace("constant-2m", "probe"), dir.resolve("d.png")));
    assertEquals(2, nothing.code());
    assertTrue(
        nothing.err().contains("not one of 48 questions has a depth: 0 answered, 24 at the border"),
        nothing.err());
    assertFalse(Files.exists(dir.resolve("d.png")));
  }
}
