package io.depthlm.jobs.maintain;

import io.depthlm.jobs.tables.Table;
import java.util.List;
import java.util.Map;

/** What {@link Removal} took away, or would. */
record RemovedRuns(List<String> runIds, long plans, Map<Table, Long> rows) {
  static final RemovedRuns NONE = new RemovedRuns(List.of(), 0, Map.of());
}
