package io.depthlm.jobs.ingest;

import io.depthlm.common.core.DaemonThreads;
import io.depthlm.common.core.Lookahead;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.jobs.spark.HadoopSettings;
import java.io.Serializable;
import java.net.URI;
import java.util.Iterator;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The executors' part of an ingest: turns lines into staged rows. Decodes rows, calls {@link
 * FrameChecker}, encodes rows; images of the next lines are read while the current one is checked.
 *
 * @param rows how lines are read
 * @param imagesUri the image folder, or null for the folder of each line's file
 */
record CheckLines(
    HadoopSettings hadoop,
    RowFrameReader rows,
    ImagePlace place,
    String imagesUri,
    ImageLimits limits,
    ImageLinks links)
    implements MapPartitionsFunction<Row, Row>, Serializable {
  /** Enough to hide an object store's latency, little enough to keep images in flight few. */
  private static final int READS_AHEAD = 8;

  @Override
  public Iterator<Row> call(Iterator<Row> lines) {
    Configuration configuration = hadoop.configuration();
    ExecutorService readers =
        Executors.newFixedThreadPool(READS_AHEAD, new DaemonThreads("ingest-reader"));
    TaskContext.get()
        .addTaskCompletionListener((TaskCompletionListener) context -> readers.shutdownNow());
    return new Lookahead<>(lines, line -> check(configuration, line), readers, READS_AHEAD);
  }

  private Row check(Configuration configuration, Row line) {
    String sourceUri = line.getAs("source_uri");
    StagedFrame frame =
        FrameChecker.check(rows.decode(line), images(configuration, line, sourceUri));
    return StagedRows.encode(sourceUri, line.getAs("source_line"), frame, null);
  }

  private ImageSource images(Configuration configuration, Row line, String sourceUri) {
    byte[] bytes = line.getAs("bytes");
    if (bytes != null) {
      return path -> ImageSource.Found.of(bytes, limits, ImageSource.Place.IMAGES_TABLE);
    }
    if (place == ImagePlace.SHARDS) {
      return new ShardImage(line.getAs("member"), line.getAs("ambiguous"));
    }
    // Spark names the file of a line percent-encoded.
    Path folder =
        imagesUri != null ? new Path(imagesUri) : new Path(URI.create(sourceUri)).getParent();
    return new FolderImages(configuration, folder, limits, links);
  }

  /** Where the images are that do not come with their rows. */
  enum ImagePlace {
    FOLDER,
    /** The lines have been joined to the members of shards. */
    SHARDS
  }
}
