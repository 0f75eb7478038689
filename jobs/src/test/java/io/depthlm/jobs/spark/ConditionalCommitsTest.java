package io.depthlm.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.depthlm.common.core.UserError;
import io.depthlm.jobs.s3.S3Front.Fault;
import io.depthlm.jobs.s3.S3Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConditionalCommitsTest {
  @TempDir static java.nio.file.Path folder;
  private static S3Server server;
  private static Configuration hadoop;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start(folder);
    server.bucket("commits");
    hadoop = Sessions.hadoop(Map.of("spark.hadoop.fs.s3a.retry.interval", "50ms"));
    server.serve(hadoop, "commits");
  }

  @AfterEach
  void heal() {
    server.front().heal();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static void write(String name, String... actions) throws Exception {
    new ConditionalCommits(hadoop)
        .write(new Path("s3a://commits/" + name), List.of(actions).iterator(), false, hadoop);
  }

  private static String read(String name) throws Exception {
    return new String(
        Files.read(hadoop, new Path("s3a://commits/" + name), 10_000), StandardCharsets.UTF_8);
  }

  @Test
  void aVersionIsWrittenOnce() throws Exception {
    write("once/_delta_log/0.json", "{\"a\":1}", "{\"b\":\"ü\"}");
    FileAlreadyExistsException taken =
        assertThrows(
            FileAlreadyExistsException.class, () -> write("once/_delta_log/0.json", "{\"a\":2}"));
    assertEquals("s3a://commits/once/_delta_log/0.json", taken.getMessage());
    assertEquals("{\"a\":1}\n{\"b\":\"ü\"}\n", read("once/_delta_log/0.json"));
  }

  @Test
  void ofWritersAtTheSameMomentExactlyOneWinsEachVersion() throws Exception {
    int writers = 4;
    int versions = 20;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    CyclicBarrier together = new CyclicBarrier(writers);
    List<Future<List<Integer>>> all = new ArrayList<>();
    for (int w = 0; w < writers; w++) {
      String me = "{\"writer\":" + w + "}";
      all.add(
          threads.submit(
              () -> {
                List<Integer> won = new ArrayList<>();
                for (int v = 0; v < versions; v++) {
                  together.await();
                  try {
                    write("race/_delta_log/" + v + ".json", me);
                    won.add(v);
                  } catch (FileAlreadyExistsException e) {
                    // another's
                  }
                }
                return won;
              }));
    }
    List<Integer> won = new ArrayList<>();
    for (int w = 0; w < writers; w++) {
      for (int version : all.get(w).get()) {
        won.add(version);
        assertEquals("{\"writer\":" + w + "}\n", read("race/_delta_log/" + version + ".json"));
      }
    }
    threads.shutdown();
    assertEquals(versions, won.size(), "won: " + won);
    assertEquals(versions, won.stream().distinct().count(), "won: " + won);
  }

  @Test
  void aCommitWhoseAnswerIsLostIsKnownAsOnesOwn() throws Exception {
    write("lost/_delta_log/0.json", "first");
    server
        .front()
        .failFirst(
            1, Fault.ANSWER_LOST, r -> r.startsWith("PUT") && r.contains("lost/_delta_log/1.json"));
    write("lost/_delta_log/1.json", "mine");
    assertEquals("mine\n", read("lost/_delta_log/1.json"));
    long puts =
        server.front().requests().stream()
            .filter(r -> r.startsWith("PUT") && r.contains("lost/_delta_log/1.json"))
            .count();
    assertEquals(2, puts, "the client asked again");
  }

  @Test
  void aStoreThatDoesNotKnowTheConditionIsRefused() throws Exception {
    try (S3Server old =
        S3Server.start(
            java.nio.file.Files.createDirectory(folder.resolve("old")),
            S3Server.Signatures.IGNORED)) {
      old.bucket("unconditional");
      old.front().ignoreHeader("If-None-Match");
      old.serve(hadoop, "unconditional");
      Path commit = new Path("s3a://unconditional/t/_delta_log/0.json");
      ConditionalCommits commits = new ConditionalCommits(hadoop);
      UserError error =
          assertThrows(
              UserError.class, () -> commits.write(commit, List.of("a").iterator(), false, hadoop));
      assertEquals(
          """
          s3a://unconditional does not keep two drivers apart (it overwrote an object under \
          If-None-Match): one could lose the other's commits
            use a store with conditional writes and Hadoop 3.4.2 or newer; or, if only one driver \
          ever writes there, --spark spark.hadoop.depthlm.commits=single-driver\
          """,
          error.getMessage());
      // nothing is left behind
      FileSystem fs = commit.getFileSystem(hadoop);
      assertFalse(fs.listFiles(new Path("s3a://unconditional/"), true).hasNext());
      // the user's word
      Configuration single = new Configuration(hadoop);
      single.set(ConditionalCommits.MODE, ConditionalCommits.SINGLE_DRIVER);
      commits.write(commit, List.of("a").iterator(), false, single);
      assertThrows(
          FileAlreadyExistsException.class,
          () -> commits.write(commit, List.of("b").iterator(), false, single));
    }
  }
}
