package io.depthlm.common.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir private Path folder;

  @Test
  void aFileOfTheLimitIsReadAndALongerOneIsNot() throws IOException {
    byte[] bytes = {1, 2, 3};
    Path file = Files.write(folder.resolve("f"), bytes);
    assertArrayEquals(bytes, WholeFile.read(file, 3));
    IOException e = assertThrows(WholeFile.TooLargeException.class, () -> WholeFile.read(file, 2));
    assertEquals("it has more than 2 bytes", e.getMessage());
  }

  /** Its size is 0, and it has no end. */
  @Test
  void aDeviceWithoutAnEndIsTooLarge() {
    assertThrows(
        WholeFile.TooLargeException.class, () -> WholeFile.read(Path.of("/dev/zero"), 100_000));
  }
}
