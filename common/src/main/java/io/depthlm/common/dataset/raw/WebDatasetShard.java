package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.FrameImage;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.TarWalk;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.RigidTransform;
import io.depthlm.common.imaging.ImageLimits;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The samples of one shard of {@link WebDatasetReader}. Holds one sample. Not thread-safe. */
final class WebDatasetShard implements Iterator<UnitResult> {
  private static final List<String> PICTURES = List.of("jpg", "jpeg", "png");
  private static final List<String> DEPTHS =
      List.of("depth.png", "depth.npy", "depth.exr", "depth.pfm", "npy", "exr", "pfm");

  private final ReaderOptions options;
  private final String shard;
  private final InputStream in;
  private final TarWalk tar;
  private TarWalk.Member ahead;
  private boolean ended;
  private UnitResult next;

  /** A member that was read. */
  private record Content(String name, long offset, byte[] bytes) {}

  WebDatasetShard(ReaderOptions options, DatasetFiles files, String shard) throws IOException {
    this.options = options;
    this.shard = shard;
    this.in = new BufferedInputStream(files.open(shard), 1 << 20);
    this.tar = new TarWalk(in, files.length(shard));
    this.ahead = tar.next();
  }

  @Override
  public boolean hasNext() {
    while (next == null && !ended) {
      try {
        if (ahead == null) {
          ended = true;
          in.close();
        } else {
          next = sample();
        }
      } catch (IOException e) {
        ended = true;
        try {
          in.close();
        } catch (IOException also) {
          e.addSuppressed(also);
        }
        // Behind a damaged header, nothing can be found.
        throw new UncheckedIOException(
            new UnitFault(RejectReason.FILE_UNREADABLE, shard + ": " + e.getMessage(), e));
      }
    }
    return next != null;
  }

  @Override
  public UnitResult next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    UnitResult result = next;
    next = null;
    return result;
  }

  /** What stands before the first dot of the name, folders included. */
  private static String key(String name) {
    int dot = name.indexOf('.', name.lastIndexOf('/') + 1);
    return dot < 0 ? name : name.substring(0, dot);
  }

  private UnitResult sample() throws IOException {
    String key = key(ahead.name());
    String id = shard + "/" + key;
    Map<String, Content> members = new LinkedHashMap<>();
    UnitFault tooLarge = null;
    while (ahead != null && key(ahead.name()).equals(key)) {
      String ending = ahead.name().substring(Math.min(key.length() + 1, ahead.name().length()));
      ending = ending.toLowerCase(Locale.ROOT);
      boolean wanted =
          PICTURES.contains(ending) || DEPTHS.contains(ending) || ending.equals("json");
      if (wanted && ahead.bytes() > ImageLimits.DEFAULT.maxBytes()) {
        tooLarge =
            new UnitFault(
                RejectReason.TOO_LARGE,
                "%s: %s has %,d bytes".formatted(shard, ahead.name(), ahead.bytes()));
      } else if (wanted) {
        members.putIfAbsent(ending, new Content(ahead.name(), ahead.offset(), tar.content(ahead)));
      }
      ahead = tar.next();
    }
    try {
      Checks.inside(key);
      if (tooLarge != null) {
        throw tooLarge;
      }
      return frame(id, members);
    } catch (IOException e) {
      return UnitFault.reject(id, e);
    }
  }

  private UnitResult frame(String id, Map<String, Content> members) throws IOException {
    Content picture = first(id, members, PICTURES, "picture");
    Content depth = first(id, members, DEPTHS, "depth map");
    StoredDepth map = StoredDepth.decode(shard + ": " + depth.name, depth.bytes);
    OwnLayout own = new OwnLayout("webdataset", options);
    double scaleM = own.scaleM(map);
    Content text = members.get("json");
    Json json = text == null ? null : Json.parse(shard + ": " + text.name, text.bytes);
    DenseFrames.Draft draft =
        new DenseFrames.Draft(
            id,
            new FrameImage.InContainer(shard, picture.offset, picture.bytes),
            camera(id, json, map),
            pose(json),
            scene(json),
            null);
    String part = "%s@%d+%d".formatted(depth.name, depth.offset, depth.bytes.length);
    return new DenseFrames(options)
        .frame(draft, map.depth(scaleM), own.kind(), map.file(shard, part, scaleM, own.kind()));
  }

  private Content first(String id, Map<String, Content> members, List<String> endings, String what)
      throws UnitFault {
    for (String ending : endings) {
      if (members.containsKey(ending)) {
        return members.get(ending);
      }
    }
    throw new UnitFault(
        RejectReason.FILE_MISSING, "%s has no %s (%s)".formatted(id, what, endings));
  }

  private Intrinsics camera(String id, Json json, StoredDepth map) throws UnitFault {
    Optional<String> one = new OwnLayout("webdataset", options).camera();
    if (one.isPresent()) {
      return CameraText.parse("--option camera", one.get(), map.widthPx(), map.heightPx());
    }
    if (json == null) {
      throw new UnitFault(
          RejectReason.BAD_CALIBRATION, id + " has no JSON with its camera, nor --option camera");
    }
    return CameraText.parse(json.where(), CameraText.ofJson(json), map.widthPx(), map.heightPx());
  }

  private static RigidTransform pose(Json json) throws UnitFault {
    for (String key : List.of("camera_to_world", "pose")) {
      if (json != null && json.has(key)) {
        return RigidTransform.ofMatrix(json.at(key).numbers(16));
      }
    }
    return null;
  }

  private static String scene(Json json) throws UnitFault {
    for (String key : List.of("scene_id", "scene")) {
      if (json != null && json.has(key)) {
        return json.text(key);
      }
    }
    return null;
  }
}
