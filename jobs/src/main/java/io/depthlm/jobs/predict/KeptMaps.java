package io.depthlm.jobs.predict;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthRaster;
import io.depthlm.common.engine.MeasuredKind;
import io.depthlm.common.engine.frames.Outcome;
import io.depthlm.common.render.DepthNpz;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.HadoopSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes the maps that answers carry: one file for each variant and frame, before the frame's
 * answers are handed on. So where an answer is in {@code predictions}, its map is there; and a task
 * that runs again writes the same file again.
 */
final class KeptMaps {
  /** The folder beside the tables. */
  static final String FOLDER = "maps";

  private final String root;
  private final String dataset;
  private final List<String> variantIds;
  private final HadoopSettings hadoop;
  private final DepthRaster[] last;

  /**
   * @param warehouse its URI
   * @param variantIds of the askings, in their order
   */
  KeptMaps(String warehouse, String dataset, List<String> variantIds, HadoopSettings hadoop) {
    this.root = warehouse + "/" + FOLDER;
    this.dataset = dataset;
    this.variantIds = variantIds;
    this.hadoop = hadoop;
    this.last = new DepthRaster[variantIds.size()];
  }

  /** Where the map of a frame is: FOLDER/variant/dataset/frame.npz, names encoded as in URLs. */
  static String path(String variantId, String dataset, String frameId) {
    return variantId + "/" + encoded(dataset) + "/" + encoded(frameId) + ".npz";
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  /** Writes the map of an outcome unless it is the one of the outcome before. */
  @SuppressWarnings("ReferenceEquality") // the answers of a frame share one instance
  void keep(Outcome outcome) {
    if (!(outcome.answer() instanceof Answer.Measured measured) || measured.map() == null) {
      return;
    }
    int asking = outcome.ask().asking();
    if (measured.map() == last[asking]) {
      return;
    }
    String path = path(variantIds.get(asking), dataset, outcome.frameId());
    try {
      write(path, measured.map());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the map " + root + "/" + path, e);
    }
    last[asking] = measured.map();
  }

  private void write(String path, DepthRaster map) throws IOException {
    byte[] bytes = DepthNpz.of(array(map.kind()), map.widthPx(), map.heightPx(), map.values());
    Configuration settings = hadoop.configuration();
    Path file = new Path(Files.qualified(settings, root), path);
    FileSystem fs = Files.plain(settings, file);
    if (fs.exists(file)) {
      if (Arrays.equals(bytes, Files.read(settings, file, Integer.MAX_VALUE))) {
        return;
      }
      fs.delete(file, false);
    }
    // Under another name first: a task may be killed while it writes.
    Path growing = new Path(file.getParent(), "." + file.getName() + "." + UUID.randomUUID());
    try (OutputStream out = fs.create(growing, true)) {
      out.write(bytes);
    }
    if (!fs.rename(growing, file)) {
      fs.delete(growing, false);
      if (!fs.exists(file)) {
        throw new IOException("could not be renamed from " + growing);
      }
    }
  }

  /** The array's name, which says what it holds. */
  private static String array(MeasuredKind kind) {
    return switch (kind) {
      case Z -> "z_m";
      case RADIAL -> "radial_m";
      case RELATIVE, AS_ASKED -> "relative";
    };
  }
}
