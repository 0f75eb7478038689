package io.depthlm.common.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BuildTest {
  @Test
  void versionAndRevisionWereFilledIn() {
    Build build = Build.current();
    assertTrue(build.version().matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?"), build.version());
    assertTrue(
        build.revision() == null || build.revision().matches("[0-9a-f]{40}(-dirty)?"),
        build.revision());
  }
}
