package io.depthlm.common.config;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ConfigHelpTest {
  @Test
  void everyKeyIsThereWithDefaultConstraintAndUnit() {
    String help = ConfigHelp.text();
    assertTrue(
        help.contains(
            """
              predict.chunk_rows = 200000
                  maximum number of predictions in one commit
                  a whole number, from 1 to 200000 (rows)
            """),
        help);
    assertTrue(help.contains("  prompt.text\n"), help);
    assertTrue(help.contains("  depth_m (required)\n"), help);
  }
}
