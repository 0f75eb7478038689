package io.depthlm.jobs.report;

import io.depthlm.common.text.OutputFormat;

/** A leaderboard as text. */
public final class LeaderboardRenderer {
  private LeaderboardRenderer() {}

  /** The text, ended by a line break; lines are separated by {@code \n} on every system. */
  public static String render(Leaderboard leaderboard, OutputFormat format) {
    return switch (format) {
      case TABLE -> TerminalText.of(leaderboard);
      case CSV -> CsvText.of(leaderboard);
      case JSON -> JsonText.of(leaderboard);
      case MARKDOWN -> MarkdownText.of(leaderboard);
    };
  }
}
