package io.depthlm.common.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.RejectReason;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Mutated lines: whatever comes, a result comes back, and what is accepted holds its promises. */
class CuratedFormatFuzzTest {
  private static final int CASES = 60_000;
  private static final String SEED_LINE =
      """
      {"image": "/rgb/a.png", "intrinsics": [559.62, 558.14, 361, 241.99, 640, 480], \
      "pixel_coords": [[519, 129], [45.5, 56], [0, 479]], "depth": [4.25, 2, NaN], \
      "region": ["boundary", null, "interior"], "scene_id": "s1", "note": {"a": [1]}, \
      "pose": [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, -2.5], [0, 0, 0, 1]]}\
      """;
  private static final String[] PIECES = {
    "NaN",
    "-Infinity",
    "1e999",
    "-1",
    "0",
    "null",
    "true",
    "\"",
    "\\",
    "\\u0000",
    "..",
    "/",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\uFEFF",
    "\ud83d",
    "s3a://",
    "\"depth\"",
    "\"image\"",
    "[[",
    "]]",
    "9".repeat(500),
    "[".repeat(100),
    "1e-400",
    "\r",
    " ",
    "\u0000",
    "\"pixel_coords\":[[1,2]]"
  };

  @Test
  void mutatedLinesGiveResultsAndNothingElse() {
    CuratedFormat format = new CuratedFormat();
    Random random = new Random(20261122);
    Set<RejectReason> lineReasons = EnumSet.noneOf(RejectReason.class);
    Set<RejectReason> pointReasons = EnumSet.noneOf(RejectReason.class);
    int frames = 0;
    for (int i = 0; i < CASES; i++) {
      String line = mutated(random);
      LineResult result;
      try {
        result = format.read(line);
      } catch (Throwable t) {
        throw new AssertionError("case " + i + ": " + line, t);
      }
      if (result instanceof CuratedFrame frame) {
        frames++;
        checkPromises(frame, line);
        frame.rejects().forEach(reject -> pointReasons.add(reject.reason()));
      } else if (result instanceof BadLine bad) {
        lineReasons.add(bad.reason());
        assertTrue(bad.detail().length() <= 300, line);
        assertFalse(bad.detail().chars().anyMatch(Character::isISOControl), line);
      }
    }
    // The fuzz reaches both sides and every reason, or it tests less than it says.
    assertTrue(frames > CASES / 20, "only " + frames + " mutants were frames");
    Set<RejectReason> points =
        EnumSet.of(
            RejectReason.POINT_OUTSIDE_IMAGE, RejectReason.BAD_DEPTH, RejectReason.BAD_POINT);
    assertEquals(points, pointReasons);
    assertEquals(
        EnumSet.range(RejectReason.MALFORMED_JSON, RejectReason.PATH_OUTSIDE_ROOT), lineReasons);
  }

  private static String mutated(Random random) {
    StringBuilder line = new StringBuilder(SEED_LINE);
    int edits = 1 + random.nextInt(3);
    for (int i = 0; i < edits && line.length() > 0; i++) {
      int at = random.nextInt(line.length());
      int span = Math.min(line.length() - at, 1 + random.nextInt(6));
      switch (random.nextInt(6)) {
        case 0 -> line.delete(at, at + span);
        case 1 ->
            line.setCharAt(
                at,
                (char)
                    (random.nextInt(4) == 0 ? random.nextInt(0x10000) : 32 + random.nextInt(95)));
        case 2 -> line.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 3 -> line.replace(at, at + span, PIECES[random.nextInt(PIECES.length)]);
        case 4 -> line.insert(random.nextInt(line.length()), line.substring(at, at + span));
        default -> replaceNumber(line, at, random);
      }
    }
    return random.nextInt(50) == 0
        ? line.substring(0, random.nextInt(line.length() + 1))
        : line.toString();
  }

  private static void replaceNumber(StringBuilder line, int from, Random random) {
    for (int at = from; at < line.length(); at++) {
      if (Character.isDigit(line.charAt(at))) {
        int end = at;
        while (end < line.length() && Character.isDigit(line.charAt(end))) {
          end++;
        }
        List<String> values =
            List.of("NaN", "-3", "0", "1e999", "640", "\"x\"", "null", "[]", "2.5");
        line.replace(at, end, values.get(random.nextInt(values.size())));
        return;
      }
    }
  }

  private static void checkPromises(CuratedFrame frame, String line) {
    assertTrue(frame.intrinsics().repaired().isUsable(), line);
    assertEquals(frame.imagePath(), ImagePaths.insideRoot(frame.imagePath()), line);
    assertFalse(List.of(frame.imagePath().split("/")).contains(".."), line);
    BitSet ids = new BitSet();
    for (LabelledPoint p : frame.points()) {
      assertTrue(p.depthM() > 0 && Double.isFinite(p.depthM()), line);
      int column = (int) p.xPx();
      int row = (int) p.yPx();
      assertTrue(p.xPx() >= 0 && column < frame.intrinsics().widthPx(), line);
      assertTrue(p.yPx() >= 0 && row < frame.intrinsics().heightPx(), line);
      assertFalse(ids.get(p.pointId()), line);
      ids.set(p.pointId());
    }
    for (PointReject reject : frame.rejects()) {
      assertFalse(ids.get(reject.pointId()), line);
      ids.set(reject.pointId());
    }
    assertEquals(frame.points().size() + frame.rejects().size(), ids.length(), line);
  }
}
