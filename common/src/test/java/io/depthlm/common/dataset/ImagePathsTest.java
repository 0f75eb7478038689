package io.depthlm.common.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.core.RejectReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImagePathsTest {
  @ParameterizedTest
  @CsvSource({
    "a.png, a.png",
    "rgb/a.png, rgb/a.png",
    "/rgb/a.png, rgb/a.png",
    "//host/a.png, host/a.png",
    "./a.png, a.png",
    "a//b/./c.png, a/b/c.png",
    "a/../b.png, b.png",
    "a/b/../../c.png, c.png",
    "..a/b..png, ..a/b..png",
    ".../a.png, .../a.png",
    "a b/ü 日.png, a b/ü 日.png",
    "100%.png, 100%.png",
    "a/10:30.png, a/10:30.png",
    "~/a.png, ~/a.png",
  })
  void pathsInsideTheRootAreNormalised(String found, String expected) {
    assertEquals(expected, ImagePaths.insideRoot(found));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "a/",
        ".",
        "a/.",
        "a/..",
        "..",
        "../a.png",
        "/../a.png",
        "a/../../b.png",
        "a/b/../../../c.png",
        "a/../../a/b.png",
        "file:/etc/passwd",
        "/file:/etc/passwd",
        "./file:/etc/passwd",
        "a/../file:/etc/passwd",
        "FILE:///etc/passwd",
        "s3a://other-bucket/a.png",
        "http://host/a.png",
        "C:/a.png",
        "C:a.png",
        "..\\a.png",
        "a\\..\\..\\b.png",
        "\\\\host\\share",
        "a\u0000.png",
        "a\n.png",
        "a\u007f.png",
        "%2e%2e/a.png",
        "a/%2E./b.png",
        "a/..%2f..%2fb.png",
        "a%5c..%5cb.png",
        "a%00.png",
        "\ud800.png",
        "a\udc00.png",
      })
  void pathsThatNameNoFileInsideTheRootAreRefused(String found) throws Exception {
    assertThrows(IllegalArgumentException.class, () -> ImagePaths.insideRoot(found));
    // By way of a line, where the parser must not lose or unescape anything on the way.
    String line =
        "{\"image\": %s, \"intrinsics\": [1, 1, 1, 1, 1, 1], \"pixel_coords\": [], \"depth\": []}"
            .formatted(new ObjectMapper().writeValueAsString(found));
    BadLine bad = assertInstanceOf(BadLine.class, new CuratedFormat().read(line));
    assertEquals(RejectReason.PATH_OUTSIDE_ROOT, bad.reason(), bad.detail());
  }

  @Test
  void lengthIsLimited() {
    assertEquals(4096, ImagePaths.insideRoot("a".repeat(4096)).length());
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ImagePaths.insideRoot("a".repeat(4097)));
    assertTrue(e.getMessage().contains("4097"), e.getMessage());
  }
}
