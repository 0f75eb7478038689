package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image folder that is a link to another disk: one option reads it. */
class LinkedImagesTest {
  @TempDir private Path folder;

  private Path disk;

  @BeforeEach
  void drawAPicture() throws IOException {
    disk = Files.createDirectories(folder.resolve("disk/pictures"));
    ImageIO.write(
        new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB),
        "png",
        disk.resolve("a.png").toFile());
  }

  @Test
  void aLinkOutOfTheImageFolderIsFollowedOnRequest() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.createSymbolicLink(data.resolve("images"), disk);
    Path lines = line(data.resolve("points.jsonl"), "images/a.png");

    Cli.Run refused = ingest(lines, "refused");
    String said = refused.out() + refused.err();
    assertEquals(2, refused.code(), said);
    assertTrue(said.contains("path_outside_root"), said);
    assertTrue(said.contains("images/a.png is " + disk.toRealPath().resolve("a.png")), said);
    assertTrue(said.contains("--follow-links"), said);

    Cli.Run taken = ingest(lines, "taken", "--follow-links");
    assertEquals(0, taken.code(), taken.out() + taken.err());
    assertTrue(taken.out().contains("1 frames with 1 points"), taken.out());
  }

  /** The image folder itself may be a link. */
  @Test
  void aLinkThatIsNamedAsTheImageFolderNeedsNoOption() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), disk);
    Cli.Run run =
        ingest(line(folder.resolve("l.jsonl"), "a.png"), "named", "--images", link.toString());
    assertEquals(0, run.code(), run.out() + run.err());
    assertTrue(run.out().contains("1 frames with 1 points"), run.out());
  }

  private Cli.Run ingest(Path lines, String warehouse, String... more) {
    String[] words = {
      "ingest",
      "--dataset",
      "d",
      "--format",
      "jsonl",
      "--label-kind",
      "z",
      "--input",
      lines.toString(),
      "--warehouse",
      folder.resolve(warehouse).toString()
    };
    String[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return Cli.run(all);
  }

  private static Path line(Path file, String image) throws IOException {
    return Files.writeString(
        file,
        ("{\"image\": \"%s\", \"intrinsics\": [50, 50, 20, 15, 40, 30], \"pixel_coords\": [[10,"
                + " 12]], \"depth\": [2.0]}\n")
            .formatted(image));
  }
}
