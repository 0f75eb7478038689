package io.depthlm.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowFilesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 8, 1",
    "1, 8, 1",
    "10000, 8, 1",
    "10001, 8, 2",
    "80000, 8, 8",
    "8000000, 8, 8",
    "8000001, 8, 9",
    "200000, 2, 2",
    "1000000000, 1000, 1000"
  })
  void aFileForEachCoreThatHasEnoughToDo(long rows, int cores, int files) {
    assertEquals(files, RowFiles.number(rows, cores));
  }
}
