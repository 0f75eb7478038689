package io.depthlm.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.DatasetFiles.Item;
import io.depthlm.common.dataset.DatasetFiles.Listing;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFilesTest {
  private static final List<String> NAMES =
      List.of(
          " lead and trail ",
          "$HOME",
          "%41 100% %zz a%2Fb",
          "2024-01-01T10:00:00",
          "[a] {b,c} d* e? f\\g",
          "a#b;c&d=e+f|g",
          "cafe\u0301",
          "caf\u00e9",
          "file:x",
          "q\"u'o`te",
          "\u65e5\u672c\u8a9e \ud83d\ude00");

  @TempDir Path dir;

  @Test
  void filesOfAnyNameAreListedAndRead() throws IOException {
    InputFolder folder = folder();
    for (String name : NAMES) {
      java.nio.file.Files.writeString(dir.resolve(name), name);
    }
    Listing listing = folder.list("");
    assertEquals(NAMES, listing.files().stream().map(Item::name).toList());
    assertEquals(List.of(), listing.folders());
    for (String name : NAMES) {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      assertArrayEquals(bytes, folder.read(name, 100));
      assertEquals(bytes.length, folder.length(name));
      assertArrayEquals(new byte[] {bytes[1], bytes[2]}, folder.readRange(name, 1, 2));
      try (var in = folder.open(name)) {
        assertArrayEquals(bytes, in.readAllBytes());
      }
    }
  }

  /** As a container without LANG or LC_ALL starts it; args and results are ASCII. */
  @Test
  void aJvmWithoutALocaleReadsThemToo() throws Exception {
    for (String name : NAMES) {
      java.nio.file.Files.writeString(dir.resolve(name), name);
    }
    ProcessBuilder jvm =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Lister.class.getName(),
            dir.toString(),
            "lost-\u00e9");
    jvm.environment().put("LC_ALL", "C");
    jvm.environment().remove("JAVA_TOOL_OPTIONS");
    File out = dir.resolveSibling(dir.getFileName() + ".out").toFile();
    jvm.redirectErrorStream(true).redirectOutput(out);
    Process process = jvm.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    String said = java.nio.file.Files.readString(out.toPath());
    assertEquals(0, process.exitValue(), said);
    String last = said.lines().reduce((a, b) -> b).orElse("");
    assertEquals(
        "ANSI_X3.4-1968: " + NAMES.size() + " read  start it with LC_ALL=C.UTF-8", last, said);
  }

  /** The other process. */
  static final class Lister {
    public static void main(String[] args) throws IOException {
      InputFolder folder =
          new InputFolder(
              new Configuration(false), new org.apache.hadoop.fs.Path("file:" + args[0]));
      int read = 0;
      for (Item item : folder.list("").files()) {
        byte[] bytes = folder.read(item.name(), 100);
        if (new String(bytes, StandardCharsets.UTF_8).equals(item.name())) {
          read++;
        }
      }
      try {
        Files.qualified(new Configuration(false), args[1]);
      } catch (UserError e) {
        String remedy = e.getMessage().lines().skip(1).findFirst().orElse("");
        System.out.println(System.getProperty("sun.jnu.encoding") + ": " + read + " read" + remedy);
      }
    }
  }

  @Test
  void whatIsNotThereIsMissingAndAPipeIsRefused() throws Exception {
    java.nio.file.Files.writeString(dir.resolve("file"), "x");
    java.nio.file.Files.createDirectory(dir.resolve("folder"));
    java.nio.file.Files.createSymbolicLink(dir.resolve("nowhere"), dir.resolve("gone"));
    java.nio.file.Files.createSymbolicLink(dir.resolve("folder/up"), dir);
    InputFolder folder = folder();
    assertEquals(new Listing(List.of(), List.of()), folder.list("folder"));
    for (String missing : List.of("none", "none/none", "file/none", "nowhere", "folder")) {
      assertThrows(FileNotFoundException.class, () -> folder.read(missing, 100), missing);
    }
    assertEquals(new Listing(List.of("folder"), List.of(new Item("file", 1))), folder.list(""));
    assertEquals(0, new ProcessBuilder("mkfifo", dir + "/pipe").start().waitFor());
    IOException pipe = assertThrows(IOException.class, () -> folder.read("pipe", 100));
    assertEquals("file:" + dir + "/pipe is not a regular file", pipe.getMessage());
    IOException loop = assertThrows(IOException.class, () -> folder.read("x".repeat(300), 100));
    assertTrue(loop.getMessage().endsWith(": File name too long"), loop.getMessage());
  }

  @Test
  void aPathWithAColonIsNoScheme() {
    Configuration hadoop = new Configuration();
    assertTrue(
        Files.qualified(hadoop, "10:00/points.jsonl").toString().endsWith("/10:00/points.jsonl"));
    assertEquals("file:/a/b:c d", Files.qualified(hadoop, "/a/b:c d").toString());
  }

  private InputFolder folder() {
    return new InputFolder(new Configuration(false), new org.apache.hadoop.fs.Path("file:" + dir));
  }
}
