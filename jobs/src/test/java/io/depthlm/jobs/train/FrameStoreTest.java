package io.depthlm.jobs.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.Pose;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.task.GroundTruthPoint;
import io.depthlm.common.vlm.train.FrameBytes;
import io.depthlm.common.vlm.train.TrainingFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameStoreTest {
  @TempDir private Path folder;

  private static TrainingFrame frame(int i) {
    int width = 5 + i;
    byte[] rgb = new byte[3 * width * 4];
    new Random(i).nextBytes(rgb);
    List<TrainingFrame.Label> labels = new ArrayList<>();
    for (int n = 0; n <= i; n++) {
      LabelKind kind = n % 2 == 0 ? LabelKind.Z : LabelKind.RADIAL;
      labels.add(
          new TrainingFrame.Label(
              n, i, new GroundTruthPoint(n + 0.25, i + 0.5, kind, n + 1, n + 2)));
    }
    Intrinsics camera = new Intrinsics(10 + i, 11, 2.5, 1.5, width, 4);
    double[] pose = new double[16];
    pose[3] = i + 0.5;
    return new TrainingFrame(
        "bild-ü" + i,
        new PreparedFrame(new RgbImage(width, 4, rgb), camera),
        new Intrinsics(20 + i, 22, 5, 3, 2 * width, 8),
        i % 3 == 0 ? null : new Pose(pose),
        i % 2 == 0 ? null : "bild-ü" + (i + 1),
        labels);
  }

  private static void assertSame(TrainingFrame expected, TrainingFrame found) {
    assertEquals(expected.frameId(), found.frameId());
    assertEquals(expected.labels(), found.labels());
    assertEquals(expected.camera(), found.camera());
    assertEquals(expected.pose(), found.pose());
    assertEquals(expected.nextFrameId(), found.nextFrameId());
    assertEquals(expected.frame().camera(), found.frame().camera());
    assertArrayEquals(expected.frame().image().rgb(), found.frame().image().rgb());
  }

  /** All in memory, some, none. */
  @Test
  void framesComeBackAsTheyWereWhereverTheyAre() throws IOException {
    int three = 0;
    for (int i = 0; i < 3; i++) {
      three += FrameBytes.of(frame(i)).length;
    }
    for (long budget : new long[] {1 << 20, three, 0}) {
      try (FrameStore store = new FrameStore(new AtomicLong(budget), folder)) {
        for (int i = 0; i < 8; i++) {
          store.add(FrameBytes.of(frame(i)));
        }
        assertEquals(8, store.count());
        String where =
            budget == 1 << 20 ? "" : budget == 0 ? "8 of 8 are on disk" : "5 of 8 are on disk";
        assertTrue(store.where().startsWith(where), store.where());
        for (int i : new int[] {7, 0, 3, 2, 6, 1, 5, 4, 7}) {
          assertSame(frame(i), store.frame(i));
        }
      }
      try (Stream<Path> left = Files.list(folder)) {
        assertEquals(0, left.count());
      }
    }
  }
}
