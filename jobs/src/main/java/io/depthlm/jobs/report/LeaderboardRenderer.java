package io.depthlm.jobs.report;

/** A leaderboard as text. */
public final class LeaderboardRenderer {
  private LeaderboardRenderer() {}

  /** The text, ended by a line break; lines are separated by {@code \n} on every system. */
  public static String render(Leaderboard leaderboard, ReportFormat format) {
    return switch (format) {
      case TABLE -> TableText.of(leaderboard);
      case CSV -> CsvText.of(leaderboard);
      case JSON -> JsonText.of(leaderboard);
      case MARKDOWN -> MarkdownText.of(leaderboard);
    };
  }
}
