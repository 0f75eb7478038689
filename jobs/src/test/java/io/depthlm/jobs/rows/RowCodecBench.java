package io.depthlm.jobs.rows;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The codec beside code that names places, on rows of eight columns: decode and encode of a million
 * rows, the best of several rounds. Run {@link #main} with a million rows as default.
 */
public final class RowCodecBench {
  private static final int ROUNDS = 9;

  record Question(
      String bucketKey,
      String frameId,
      String queryId,
      double truth,
      Double zM,
      Double radialM,
      String labelKind,
      String region) {}

  private static final RowCodec<Question> CODEC = RowCodec.of(Question.class);

  // Time of this thread alone: other work on the machine does not count.
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private RowCodecBench() {}

  private static Question byPlace(Row row) {
    return new Question(
        row.getString(0),
        row.getString(1),
        row.getString(2),
        row.getDouble(3),
        row.isNullAt(4) ? null : row.getDouble(4),
        row.isNullAt(5) ? null : row.getDouble(5),
        row.getString(6),
        row.getString(7));
  }

  private static Row byPlace(Question q) {
    return RowFactory.create(
        q.bucketKey(),
        q.frameId(),
        q.queryId(),
        q.truth(),
        q.zM(),
        q.radialM(),
        q.labelKind(),
        q.region());
  }

  private static long decodedByPlace(List<Row> rows) {
    long sum = 0;
    for (Row row : rows) {
      sum += byPlace(row).frameId().length();
    }
    return sum;
  }

  private static long decodedByName(List<Row> rows) {
    long sum = 0;
    for (var it = CODEC.decode(rows.iterator()); it.hasNext(); ) {
      sum += it.next().frameId().length();
    }
    return sum;
  }

  private static long encodedByPlace(List<Question> questions) {
    long sum = 0;
    for (Question q : questions) {
      sum += byPlace(q).length();
    }
    return sum;
  }

  private static long encodedByName(List<Question> questions) {
    long sum = 0;
    for (Question q : questions) {
      sum += CODEC.encode(q).length();
    }
    return sum;
  }

  private static <T> void measure(String what, T input, int rows, ToLongFunction<T> work) {
    double[] ns = new double[ROUNDS];
    long sum = 0;
    for (int i = 0; i < ROUNDS; i++) {
      long start = CPU.getCurrentThreadCpuTime();
      sum += work.applyAsLong(input);
      ns[i] = (CPU.getCurrentThreadCpuTime() - start) / (double) rows;
    }
    Arrays.sort(ns);
    System.out.printf(
        "%-18s %6.1f ns/row best, %6.1f median (%d)%n", what, ns[0], ns[ROUNDS / 2], sum);
  }

  /** Takes the number of rows. */
  public static void main(String[] args) {
    int n = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    List<Question> questions =
        IntStream.range(0, n)
            .mapToObj(
                i ->
                    new Question(
                        "0/" + i % 7,
                        "frame" + i,
                        "q" + i,
                        i,
                        i % 3 == 0 ? null : i / 2.0,
                        1.0 + i,
                        "z",
                        null))
            .toList();
    List<Row> rows = CODEC.encode(questions);
    for (int i = 0; i < 2; i++) {
      measure("decode by place", rows, n, RowCodecBench::decodedByPlace);
      measure("decode by name", rows, n, RowCodecBench::decodedByName);
      measure("encode by place", questions, n, RowCodecBench::encodedByPlace);
      measure("encode by name", questions, n, RowCodecBench::encodedByName);
    }
  }
}
