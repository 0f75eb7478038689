package io.depthlm.common.synth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.Ids;
import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.CuratedFormat;
import io.depthlm.common.dataset.CuratedFrame;
import io.depthlm.common.dataset.LabelledPoint;
import io.depthlm.common.dataset.Region;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntToDoubleFunction;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SynthWriterTest {
  private static final SynthSettings SMALL =
      SynthSettings.of(8, 42)
          .withSize(128, 96)
          .withScenes(2, List.of(SceneKind.ROOM, SceneKind.STREET))
          .withOutput(Fidelity.FULL, DepthMapFormat.PNG_MM);

  /** Pinned: the pixels of the 8 pictures and their lines, on any machine and Java version. */
  private static final String SMALL_SHA256 =
      "7db427639f0ed120b733f3311386036c0562b9a035d0a25d59acb72d20108a0a";

  @Test
  void theSameBytesWhateverTheNumberOfThreads() throws Exception {
    Map<String, byte[]> alone = written(SMALL, 1);
    Map<String, byte[]> crowd = written(SMALL, 5);
    assertEquals(17, alone.size());
    assertEquals(List.copyOf(alone.keySet()), List.copyOf(crowd.keySet()));
    alone.forEach(
        (path, bytes) -> assertEquals(Ids.sha256Hex(bytes), Ids.sha256Hex(crowd.get(path)), path));
    Map<String, byte[]> parts = new ConcurrentSkipListMap<>();
    SynthWriter.writePart(SMALL, 0, parts::put);
    assertEquals(lines(alone), lines(parts));
  }

  @Test
  void theContentIsPinned() throws IOException {
    MessageDigest digest = Ids.sha256();
    Map<String, byte[]> files = new ConcurrentSkipListMap<>();
    SynthWriter.write(SMALL, files::put);
    for (int i = 0; i < SMALL.frames(); i++) {
      digest.update(new SceneGenerator(SMALL).frame(i).image().rgb());
    }
    digest.update(String.join("\n", lines(files)).getBytes(StandardCharsets.UTF_8));
    assertEquals(SMALL_SHA256, HexFormat.of().formatHex(digest.digest()));
  }

  @ParameterizedTest
  @EnumSource(LabelKind.class)
  void theReaderReadsWhatWasRendered(LabelKind kind) throws IOException {
    SynthSettings settings = SMALL.withLabels(60, kind, LabelPattern.UNIFORM);
    Map<String, byte[]> files = new ConcurrentSkipListMap<>();
    SynthWriter.write(settings, files::put);
    List<CuratedFrame> frames = frames(files);
    assertEquals(8, frames.size());
    SceneGenerator generator = new SceneGenerator(settings);
    for (int i = 0; i < 8; i++) {
      CuratedFrame frame = frames.get(i);
      RenderedFrame rendered = generator.frame(i);
      Intrinsics k = frame.intrinsics();
      assertEquals(rendered.depth().camera(), k);
      assertEquals(generator.sceneId(i), frame.sceneId());
      assertEquals(0, frame.cameraToWorld().distanceM(rendered.cameraToWorld()), 1e-8);
      assertEquals(60, frame.points().size(), frame.imagePath());
      assertEquals(0, frame.rejects().size());
      BufferedImage picture = png(files.get(frame.imagePath()));
      BufferedImage dense = png(files.get(frame.imagePath().replace("images/", "depth/")));
      assertEquals(128, picture.getWidth());
      for (LabelledPoint p : frame.points()) {
        int x = (int) p.xPx();
        int y = (int) p.yPx();
        double z = rendered.depth().zM()[y * 128 + x];
        double expected = kind == LabelKind.Z ? z : z * k.rayPerZ(x, y);
        assertEquals(expected, p.depthM(), 0.5001e-5);
        assertTrue(p.depthM() >= 0.4 && p.depthM() <= 40);
        assertEquals(z, dense.getRaster().getSample(x, y, 0) / 1000.0, 0.5001e-3);
        assertEquals(rendered.depth().isBoundary(x, y), p.region() == Region.BOUNDARY);
        checkStep(rendered.depth(), p, kind);
        int rgb = picture.getRGB(x, y) & 0xFFFFFF;
        int at = 3 * (y * 128 + x);
        byte[] bytes = rendered.image().rgb();
        assertEquals(
            (bytes[at] & 255) << 16 | (bytes[at + 1] & 255) << 8 | bytes[at + 2] & 255, rgb);
      }
    }
  }

  /**
   * Of all pixels whose centres are at most 4 px away in both axes, the nearest and the farthest.
   */
  private static void checkStep(ExactDepth depth, LabelledPoint point, LabelKind kind) {
    Intrinsics k = depth.camera();
    double near = 1e9;
    double far = 0;
    for (int i = 0; i < depth.zM().length; i++) {
      int x = i % k.widthPx();
      int y = i / k.widthPx();
      boolean around = Math.max(Math.abs(x - point.xPx()), Math.abs(y - point.yPx())) <= 4;
      if (around && depth.zM()[i] > 0) {
        double depthM = depth.zM()[i] * (kind == LabelKind.Z ? 1 : k.rayPerZ(x, y));
        near = Math.min(near, depthM);
        far = Math.max(far, depthM);
      }
    }
    boolean steps = point.region() == Region.BOUNDARY && far > 1.05 * near;
    assertEquals(steps, point.step() != null);
    if (steps) {
      assertEquals(near, point.step().nearM(), 0.5001e-5);
      assertEquals(far, point.step().farM(), 0.5001e-5);
    }
  }

  @ParameterizedTest
  @EnumSource(LabelPattern.class)
  void noPixelIsLabelledTwice(LabelPattern pattern) {
    SynthSettings settings = SMALL.withLabels(300, LabelKind.Z, pattern);
    for (int frame = 0; frame < 8; frame++) {
      ExactDepth depth = new SceneGenerator(settings).frame(frame).depth();
      int[] chosen = LabelSampler.choose(depth, settings, new Dice(frame));
      Set<Integer> distinct = new HashSet<>();
      Set<Integer> rowsOfMiddle = new HashSet<>();
      int boundary = 0;
      for (int i : chosen) {
        assertTrue(distinct.add(i));
        boundary += depth.boundary()[i] ? 1 : 0;
        if (Math.abs(i % 128 - depth.camera().cxPx()) < 6) {
          rowsOfMiddle.add(i / 128);
        }
      }
      switch (pattern) {
        case UNIFORM -> assertEquals(300, chosen.length);
        case SCAN_LINES -> assertTrue(rowsOfMiddle.size() <= 33, "rows " + rowsOfMiddle);
        default -> {
          int available = 0;
          for (int i = 0; i < depth.boundary().length; i++) {
            double z = depth.zM()[i];
            available += depth.boundary()[i] && z >= 0.4 && z <= 40 ? 1 : 0;
          }
          assertEquals(Math.min(150, available), boundary);
        }
      }
    }
  }

  @Test
  void aPointSeenInOneFrameIsWhereItsPoseSaysInTheNext() {
    SynthSettings settings = SynthSettings.of(12, 9).withSize(320, 240);
    SceneGenerator generator = new SceneGenerator(settings);
    int seen = 0;
    int hidden = 0;
    int contradicted = 0;
    for (int scene = 0; scene < 3; scene++) {
      RenderedFrame a = generator.frame(4 * scene);
      for (int other = 1; other < 4; other++) {
        RenderedFrame b = generator.frame(4 * scene + other);
        assertTrue(a.cameraToWorld().distanceM(b.cameraToWorld()) > 0.01);
        for (int i = 0; i < a.depth().zM().length; i += 37) {
          double[] p = projected(a, i, b);
          if (p == null) {
            continue;
          }
          double nearest = 1e9;
          double farthest = 0;
          for (int n = 0; n < 4; n++) {
            int x = (int) p[0] + (n & 1);
            int y = (int) p[1] + (n >> 1);
            double z = b.depth().zM()[y * 320 + x];
            nearest = Math.min(nearest, z == 0 ? 1e9 : z);
            farthest = Math.max(farthest, z == 0 ? 1e9 : z);
          }
          if (p[2] >= nearest * 0.999 && p[2] <= farthest * 1.001) {
            seen++;
          } else if (p[2] > farthest) {
            hidden++;
          } else {
            contradicted++; // floats before all that B sees there: thinner than a pixel, or wrong
          }
        }
      }
    }
    assertTrue(seen > 4000 && seen > 3 * hidden, seen + " seen, " + hidden + " hidden");
    assertTrue(contradicted < seen / 200, contradicted + " contradicted of " + seen);
  }

  /** Column, row and z in frame b of a pixel of frame a; null outside the picture. */
  private static double[] projected(RenderedFrame a, int pixel, RenderedFrame b) {
    Intrinsics ka = a.depth().camera();
    Intrinsics kb = b.depth().camera();
    double z = a.depth().zM()[pixel];
    if (z == 0) {
      return null;
    }
    int row = pixel / ka.widthPx();
    double[] c = {
      z * (pixel % ka.widthPx() - ka.cxPx()) / ka.fxPx(), z * (row - ka.cyPx()) / ka.fyPx(), z
    };
    double[] ma = a.cameraToWorld().cameraToWorld();
    double[] mb = b.cameraToWorld().cameraToWorld();
    double[] world = new double[3];
    for (int i = 0; i < 3; i++) {
      world[i] = ma[4 * i] * c[0] + ma[4 * i + 1] * c[1] + ma[4 * i + 2] * c[2] + ma[4 * i + 3];
    }
    double[] d = new double[3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        d[i] += mb[4 * j + i] * (world[j] - mb[4 * j + 3]);
      }
    }
    double u = d[0] / d[2] * kb.fxPx() + kb.cxPx();
    double v = d[1] / d[2] * kb.fyPx() + kb.cyPx();
    boolean inside =
        d[2] > 0.05 && u >= 0 && v >= 0 && u < kb.widthPx() - 1 && v < kb.heightPx() - 1;
    return inside ? new double[] {u, v, d[2]} : null;
  }

  /** No constant does well on these scenes, nor does the mean of a picture row: depth is to see. */
  @Test
  void depthsSpreadWidely() {
    SynthSettings settings =
        SynthSettings.of(300, 3)
            .withSize(96, 72)
            .withScenes(1, List.of(SceneKind.ROOM, SceneKind.STREET))
            .withOutput(Fidelity.FAST, DepthMapFormat.NONE);
    List<double[]> train = rowsAndDepths(settings);
    List<double[]> eval = rowsAndDepths(settings.withSplit(SynthSplit.EVAL));
    double best = 0;
    for (double guess = 0.4; guess < 40; guess *= 1.03) {
      double m = guess;
      best = Math.max(best, delta1(eval, row -> m));
    }
    assertTrue(best > 0.1 && best <= 0.25, "the best constant scores " + best);
    double[] sum = new double[72];
    int[] count = new int[72];
    for (double[] p : train) {
      sum[(int) p[0]] += p[1];
      count[(int) p[0]]++;
    }
    double rowMean = delta1(eval, row -> sum[row] / count[row]);
    assertTrue(rowMean > 0.05 && rowMean <= 0.4, "the training mean of a row scores " + rowMean);
    double[] sorted = eval.stream().mapToDouble(p -> p[1]).sorted().toArray();
    assertTrue(sorted[sorted.length / 100] < 1.2, "nearest " + sorted[sorted.length / 100]);
    assertTrue(sorted[sorted.length * 99 / 100] > 25, "little is far");
  }

  private static List<double[]> rowsAndDepths(SynthSettings settings) {
    SceneGenerator generator = new SceneGenerator(settings);
    List<double[]> found = new ArrayList<>();
    for (int frame = 0; frame < settings.frames(); frame++) {
      ExactDepth depth = generator.frame(frame).depth();
      for (int i : LabelSampler.choose(depth, settings, new Dice(frame))) {
        int row = i / settings.widthPx();
        double m = depth.depthM(i % settings.widthPx(), row, LabelKind.RADIAL);
        found.add(new double[] {row, m});
      }
    }
    return found;
  }

  private static double delta1(List<double[]> points, IntToDoubleFunction guess) {
    int good = 0;
    for (double[] p : points) {
      double g = guess.applyAsDouble((int) p[0]);
      good += Math.max(p[1] / g, g / p[1]) < 1.25 ? 1 : 0;
    }
    return good / (double) points.size();
  }

  @Test
  void trainingAndEvaluationShareNoScene() {
    Set<String> train = new HashSet<>();
    Set<String> eval = new HashSet<>();
    Set<String> pictures = new HashSet<>();
    for (long seed = 0; seed < 40; seed++) {
      SynthSettings settings = SynthSettings.of(400, seed).withSize(32, 32);
      for (int frame = 0; frame < 400; frame += 4) {
        train.add(new SceneGenerator(settings).sceneId(frame));
        eval.add(new SceneGenerator(settings.withSplit(SynthSplit.EVAL)).sceneId(frame));
      }
      if (seed < 4) {
        pictures.add(Ids.sha256Hex(new SceneGenerator(settings).frame(0).image().rgb()));
        pictures.add(
            Ids.sha256Hex(
                new SceneGenerator(settings.withSplit(SynthSplit.EVAL)).frame(0).image().rgb()));
      }
    }
    assertEquals(4000, train.size());
    assertEquals(4000, eval.size());
    assertTrue(train.stream().noneMatch(eval::contains));
    assertEquals(8, pictures.size());
    SceneGenerator generator = new SceneGenerator(SynthSettings.of(8, 1));
    assertEquals(generator.sceneId(0), generator.sceneId(3));
    assertNotEquals(generator.sceneId(3), generator.sceneId(4));
  }

  @Test
  void aLocalFolderIsWrittenAsDescribed(@TempDir Path dir) throws IOException {
    SynthSettings settings =
        SynthSettings.of(21, 1).withSize(32, 32).withOutput(Fidelity.FAST, DepthMapFormat.NONE);
    SynthWriter.write(settings, new LocalTarget(dir));
    assertEquals(20, Files.readAllLines(dir.resolve("frames-00000.jsonl")).size());
    List<String> last = Files.readAllLines(dir.resolve("frames-00001.jsonl"));
    assertEquals(1, last.size());
    assertTrue(last.get(0).contains("\"image\":\"images/00000/00000020.png\""), last.get(0));
    assertEquals(32, png(Files.readAllBytes(dir.resolve("images/00000/00000020.png"))).getWidth());
  }

  @Test
  void settingsOutOfRangeAreTheUsersToMend() {
    SynthSettings good = SynthSettings.of(1, 1);
    List<org.junit.jupiter.api.function.Executable> bad =
        List.of(
            () -> SynthSettings.of(0, 1),
            () -> good.withSize(16, 480),
            () -> good.withSize(640, 5000),
            () -> good.withFocal(900, 800),
            () -> good.withFocal(10, 800),
            () -> good.withFocal(Double.NaN, 800),
            () -> good.withLabels(0, LabelKind.Z, LabelPattern.UNIFORM),
            () -> good.withLabels(640 * 480 + 1, LabelKind.Z, LabelPattern.UNIFORM),
            () -> good.withScenes(0, List.of(SceneKind.ROOM)),
            () -> good.withScenes(1, List.of()));
    for (int i = 0; i < bad.size(); i++) {
      UserError e = assertThrows(UserError.class, bad.get(i), "case " + i);
      assertTrue(e.getMessage().startsWith("synth: "), e.getMessage());
    }
    assertThrows(IllegalArgumentException.class, () -> new SceneGenerator(good).frame(1));
  }

  private static Map<String, byte[]> written(SynthSettings settings, int threads)
      throws InterruptedException, ExecutionException {
    Map<String, byte[]> files = new ConcurrentSkipListMap<>();
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      pool.submit(
              () -> {
                SynthWriter.write(settings, files::put);
                return null;
              })
          .get();
    } finally {
      pool.shutdown();
    }
    return files;
  }

  private static List<String> lines(Map<String, byte[]> files) {
    List<String> lines = new ArrayList<>();
    files.forEach(
        (path, bytes) -> {
          if (path.endsWith(".jsonl")) {
            lines.addAll(new String(bytes, StandardCharsets.UTF_8).lines().toList());
          }
        });
    return lines;
  }

  private static List<CuratedFrame> frames(Map<String, byte[]> files) {
    return lines(files).stream()
        .map(line -> assertInstanceOf(CuratedFrame.class, new CuratedFormat().read(line)))
        .toList();
  }

  private static BufferedImage png(byte[] bytes) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(bytes));
  }
}
