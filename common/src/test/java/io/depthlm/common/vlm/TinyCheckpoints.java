package io.depthlm.common.vlm;

import io.depthlm.common.engine.NumberChoice;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.vlm.VlmSpec.Decoding;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;

/** The tiny checkpoints that transformers saved, and pictures for them. */
final class TinyCheckpoints {
  static final List<String> NAMES = List.of("tiny-qwen", "tiny-pixtral");

  private TinyCheckpoints() {}

  static Path folder(String name) {
    URL config = TinyCheckpoints.class.getResource("/golden/vlm/" + name + "/config.json");
    if (config == null) {
      throw new IllegalStateException(name + " is missing from the test resources");
    }
    try {
      return Path.of(config.toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static VlmSpec spec(String name, int batch, String template) {
    return spec(folder(name), batch, template);
  }

  static VlmSpec spec(Path folder, int batch, String template) {
    return new VlmSpec(
        folder.toUri().toString(),
        "tiny",
        NumberChoice.AUTO,
        SystemPrompt.TEMPLATE,
        new Decoding(32, List.of(), template),
        batch,
        1 << 20);
  }

  /** The picture that {@code make_answers.py} draws. */
  static PreparedFrame picture(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          rgb[at++] = (byte) ((x * x * 3 + y * y * 5 + x * y * 7 + c * 1361) >> 4);
        }
      }
    }
    return new PreparedFrame(
        new RgbImage(width, height, rgb),
        new Intrinsics(500, 500, width / 2.0, height / 2.0, width, height));
  }

  /** Five red pixels from one on. */
  static MarkedFrame marked(PreparedFrame frame, int x, int y) {
    int[] xs = new int[5];
    int[] ys = new int[5];
    int[] colours = new int[5];
    for (int i = 0; i < 5; i++) {
      xs[i] = x + i;
      ys[i] = y;
      colours[i] = 0xff0000;
    }
    return new MarkedFrame(frame, new Marks(xs, ys, colours));
  }
}
