package io.depthlm.jobs.cli;

import java.time.LocalDate;
import java.time.ZoneOffset;

/** Run ids as users write them. */
final class RunIds {
  private static final String DATE = "{date}";

  private RunIds() {}

  /**
   * The id with {@code {date}} replaced by today's date in UTC, for schedulers whose arguments are
   * the same every night: each night is a run of its own, and a retry of that night continues it.
   *
   * @param id may be null
   */
  static String today(String id) {
    return id == null ? null : id.replace(DATE, LocalDate.now(ZoneOffset.UTC).toString());
  }
}
