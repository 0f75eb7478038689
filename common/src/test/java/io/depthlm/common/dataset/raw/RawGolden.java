package io.depthlm.common.dataset.raw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.dataset.BoundaryRule;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetFrame;
import io.depthlm.common.dataset.DatasetReader;
import io.depthlm.common.dataset.LabelMode;
import io.depthlm.common.dataset.LabelledPoint;
import io.depthlm.common.dataset.PointMask;
import io.depthlm.common.dataset.PointSampling;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.dataset.UnitReject;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.common.dataset.registry.DatasetFormats;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a folder with a reader of ours and holds it to what an independent reader found. */
final class RawGolden {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RawGolden() {}

  static ReaderOptions options(LabelMode mode, int points, Map<String, String> extra) {
    Map<String, String> own = new HashMap<>(extra);
    String kind = own.remove("kind");
    return new ReaderOptions(
        kind == null ? null : LabelKind.ofKey(kind),
        mode,
        new PointSampling(points, 1),
        BoundaryRule.DEFAULT,
        null,
        own);
  }

  /** Everything a reader makes of a folder. */
  static List<UnitResult> read(DatasetReader reader, DatasetFiles files) throws IOException {
    List<UnitResult> all = new ArrayList<>();
    for (String part : reader.parts(files)) {
      Iterator<DatasetReader.UnitListing> units;
      try {
        units = reader.units(part, files);
      } catch (IOException e) {
        all.add(UnitFault.reject(null, e));
        continue;
      }
      while (true) {
        DatasetReader.UnitListing listing;
        try {
          if (!units.hasNext()) {
            break;
          }
          listing = units.next();
        } catch (UncheckedIOException e) {
          all.add(UnitFault.reject(null, e.getCause()));
          break;
        }
        if (listing.reject() != null) {
          all.add(listing.reject());
          continue;
        }
        try {
          reader.read(listing.unit(), files).forEachRemaining(all::add);
        } catch (IOException e) {
          all.add(UnitFault.reject(null, e));
        } catch (UncheckedIOException e) {
          all.add(UnitFault.reject(null, e.getCause()));
        }
      }
    }
    return all;
  }

  /** Compares all frames, pixels, depths and rejects; depths within 1e-6 relative. */
  static void compare(String format, String mode, Path input, Path expected) throws IOException {
    String[] variant = mode.split("-", 2);
    Map<String, String> extra = new HashMap<>();
    if (variant.length == 2) {
      for (String option : variant[1].split("&")) {
        extra.put(option.split("=")[0], option.split("=")[1]);
      }
    }
    DatasetReader reader =
        DatasetFormats.get(format)
            .reader(options(LabelMode.ofKey(variant[0]), PointSampling.ALL, extra));
    Map<String, UnitResult> found = new TreeMap<>();
    for (UnitResult result : read(reader, new LocalFiles(input))) {
      UnitResult before = found.put(key(result), result);
      assertEquals(null, before, "twice");
    }
    List<String> wanted = new ArrayList<>();
    for (String line : Files.readAllLines(expected)) {
      JsonNode frame = JSON.readTree(line);
      String id = frame.get("frame").isNull() ? "" : frame.get("frame").asText();
      if (frame.has("reject")) {
        wanted.add(id + " " + frame.get("reject").asText());
      } else {
        wanted.add(id);
        assertNotNull(found.get(id), id + " is not among " + found.keySet());
        compare(frame, (DatasetFrame) found.get(id));
      }
    }
    assertEquals(wanted.stream().sorted().toList(), found.keySet().stream().sorted().toList());
  }

  private static String key(UnitResult result) {
    if (result instanceof UnitReject reject) {
      return (reject.frameId() == null ? "" : reject.frameId()) + " " + reject.reason().key();
    }
    return ((DatasetFrame) result).frameId();
  }

  private static void compare(JsonNode wanted, DatasetFrame frame) {
    String id = frame.frameId();
    Intrinsics camera = frame.camera();
    double[] k = {camera.fxPx(), camera.fyPx(), camera.cxPx(), camera.cyPx()};
    for (int i = 0; i < 4; i++) {
      near(wanted.get("k").get(i), k[i], id + " k" + i);
    }
    assertEquals(
        wanted.get("size").get(0).asInt() + " x " + wanted.get("size").get(1).asInt(),
        camera.widthPx() + " x " + camera.heightPx(),
        id);
    assertEquals(wanted.get("kind").asText(), frame.labels().kind().key(), id);
    assertEquals(text(wanted.get("scene")), frame.sceneId(), id);
    assertEquals(text(wanted.get("split")), frame.split(), id);
    if (!wanted.get("pose").isNull()) {
      for (int i = 0; i < 16; i++) {
        near(wanted.get("pose").get(i), frame.cameraToWorld().cameraToWorld()[i], id + " pose");
      }
    }
    JsonNode points = wanted.get("points");
    assertEquals(points.size(), frame.labels().points().size(), id + ": number of points");
    for (int i = 0; i < points.size(); i++) {
      compare(points.get(i), frame.labels().points().get(i), frame);
    }
  }

  private static void compare(JsonNode wanted, LabelledPoint point, DatasetFrame frame) {
    String where = frame.frameId() + " " + point + " against " + wanted;
    assertEquals(wanted.get("x").asDouble(), point.xPx(), 1e-9, where);
    assertEquals(wanted.get("y").asDouble(), point.yPx(), 1e-9, where);
    near(wanted.get("z"), depth(point, frame, LabelKind.Z), where);
    near(wanted.get("radial"), depth(point, frame, LabelKind.RADIAL), where);
    if (wanted.has("region")) {
      assertEquals(wanted.get("region").asText(), point.region().key(), where);
    }
    if (wanted.has("plane")) {
      int plane = wanted.get("plane").asInt();
      assertEquals(plane == 0 ? null : Integer.valueOf(plane), point.planeId(), where);
    }
    if (wanted.has("masks")) {
      List<String> masks = new ArrayList<>();
      wanted.get("masks").forEach(m -> masks.add(m.asText()));
      assertEquals(masks, point.masks().stream().map(PointMask::column).sorted().toList(), where);
    }
  }

  private static double depth(LabelledPoint p, DatasetFrame frame, LabelKind kind) {
    LabelKind own = frame.labels().kind();
    return kind != own && p.otherM() != null
        ? p.otherM()
        : frame.camera().convert(p.depthM(), own, kind, p.xPx(), p.yPx());
  }

  private static String text(JsonNode node) {
    return node.isNull() ? null : node.asText();
  }

  private static void near(JsonNode wanted, double found, String where) {
    double value = wanted.asDouble();
    assertEquals(value, found, 1e-6 * Math.abs(value) + 1e-9, where);
  }
}
