package io.depthlm.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCommitsTest {
  @TempDir Path folder;

  @Test
  void ofManyWritersOfACommitOneSucceeds() throws Exception {
    Configuration hadoop = new Configuration();
    int writers = 4;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    CyclicBarrier start = new CyclicBarrier(writers);
    try {
      for (int version = 0; version < 50; version++) {
        Path commit = folder.resolve("%020d.json".formatted(version));
        List<Future<String>> ends = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
          String line = "writer " + writer;
          // stores of their own, as processes have: they share no lock
          LocalCommits store = new LocalCommits(hadoop);
          Callable<String> write =
              () -> {
                start.await();
                try {
                  store.write(
                      new org.apache.hadoop.fs.Path(commit.toUri()),
                      List.of(line, "é").iterator(),
                      false,
                      hadoop);
                  return line;
                } catch (FileAlreadyExistsException e) {
                  return "";
                }
              };
          ends.add(threads.submit(write));
        }
        List<String> winners = new ArrayList<>();
        for (Future<String> end : ends) {
          if (!end.get().isEmpty()) {
            winners.add(end.get());
          }
        }
        assertEquals(1, winners.size());
        assertEquals(List.of(winners.get(0), "é"), Files.readAllLines(commit));
      }
    } finally {
      threads.shutdownNow();
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(50, files.count(), "nothing is left beside the commits");
    }
  }
}
