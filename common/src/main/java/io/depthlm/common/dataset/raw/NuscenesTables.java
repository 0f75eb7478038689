package io.depthlm.common.dataset.raw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetReader.UnitListing;
import io.depthlm.common.dataset.LabelMode;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.UnitFault;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The JSON tables of one version of nuScenes, joined. The large ones (a row a sensor reading, 2.6
 * million in {@code v1.0-trainval}) are streamed, and only rows of key frames are kept.
 */
final class NuscenesTables {
  /** The official evaluation takes the samples after this share of them. */
  private static final double OFFICIAL_TRAIN_SHARE = 0.95;

  private final DatasetFiles files;
  private final String version;
  private final ReaderOptions options;
  private final NuscenesSplits splits = NuscenesSplits.load();
  private final Map<String, JsonNode> sensors = new HashMap<>();

  /** Readings of each wanted sample, by channel. */
  private final Map<String, Map<String, Reading>> readings = new HashMap<>();

  private final Map<String, JsonNode> poses = new HashMap<>();
  private final Map<String, String> sceneNames = new HashMap<>();
  private final List<Sample> samples = new ArrayList<>();

  private record Sample(String token, String scene, String split) {}

  private record Reading(String file, String calibration, String pose, int widthPx, int heightPx) {}

  NuscenesTables(DatasetFiles files, String version, ReaderOptions options) {
    this.files = files;
    this.version = version;
    this.options = options;
  }

  Iterator<UnitListing> units() throws IOException {
    rows("scene", row -> sceneNames.put(row.text("token"), row.text("name")));
    readSamples();
    readSensors();
    readReadings();
    return samples.stream().map(this::unit).iterator();
  }

  private void readSamples() throws IOException {
    List<Sample> all = new ArrayList<>();
    rows(
        "sample",
        row -> {
          String scene = sceneNames.getOrDefault(row.text("scene_token"), row.text("scene_token"));
          all.add(new Sample(row.text("token"), scene, splits.of(version, scene)));
        });
    int firstOfOfficialEval = (int) (all.size() * OFFICIAL_TRAIN_SHARE);
    for (int i = 0; i < all.size(); i++) {
      Sample sample = all.get(i);
      if (options.labelMode() == LabelMode.OFFICIAL) {
        String split = i >= firstOfOfficialEval ? "val" : "train";
        sample = new Sample(sample.token, sample.scene, split);
        if (split.equals("train") && splits.isMini(sample.scene)) {
          continue;
        }
      }
      if (options.split() == null || options.split().equals(sample.split)) {
        samples.add(sample);
        readings.put(sample.token, new TreeMap<>());
      }
    }
  }

  private void readSensors() throws IOException {
    Map<String, String> channels = new HashMap<>();
    rows("sensor", row -> channels.put(row.text("token"), row.text("channel")));
    rows(
        "calibrated_sensor",
        row -> {
          ObjectNode node = (ObjectNode) row.node();
          node.put("channel", channels.get(row.text("sensor_token")));
          sensors.put(row.text("token"), node);
        });
  }

  private void readReadings() throws IOException {
    rows(
        "sample_data",
        row -> {
          Map<String, Reading> sample = readings.get(row.text("sample_token"));
          String calibration = row.text("calibrated_sensor_token");
          JsonNode sensor = sensors.get(calibration);
          if (sample == null || sensor == null || !row.node().path("is_key_frame").asBoolean()) {
            return;
          }
          String channel = sensor.path("channel").asText();
          if (channel.equals("LIDAR_TOP") || channel.startsWith("CAM_")) {
            String pose = row.text("ego_pose_token");
            poses.put(pose, null);
            sample.put(
                channel,
                new Reading(
                    row.text("filename"),
                    calibration,
                    pose,
                    row.node().path("width").asInt(),
                    row.node().path("height").asInt()));
          }
        });
    rows(
        "ego_pose",
        row -> {
          if (poses.containsKey(row.text("token"))) {
            poses.put(row.text("token"), row.node());
          }
        });
  }

  private UnitListing unit(Sample sample) {
    Map<String, Reading> byChannel = readings.remove(sample.token);
    try {
      Reading lidar = byChannel.remove("LIDAR_TOP");
      if (lidar == null) {
        throw new UnitFault(
            RejectReason.NO_LABELS, "sample " + sample.token + " has no LIDAR_TOP key frame");
      }
      ObjectNode detail = Json.MAPPER.createObjectNode();
      detail.put("scene", sample.scene).put("split", sample.split);
      put(detail.putObject("lidar"), lidar);
      var cameras = detail.putArray("cameras");
      for (Reading camera : byChannel.values()) {
        ObjectNode node = cameras.addObject();
        put(node, camera);
        node.set("k", sensors.get(camera.calibration).get("camera_intrinsic"));
        node.put("width", camera.widthPx).put("height", camera.heightPx);
      }
      return UnitListing.of(sample.token, detail.toString());
    } catch (UnitFault e) {
      return UnitListing.of(UnitFault.reject(null, e));
    }
  }

  private void put(ObjectNode node, Reading reading) throws UnitFault {
    JsonNode ego = poses.get(reading.pose);
    if (ego == null) {
      throw new UnitFault(RejectReason.BAD_POSE, reading.file + " has no ego_pose " + reading.pose);
    }
    node.put("file", reading.file);
    node.set("sensor", sensors.get(reading.calibration));
    node.set("ego", ego);
  }

  /** What is done with a row. */
  private interface RowUse {
    void use(Json row) throws IOException;
  }

  private void rows(String table, RowUse use) throws IOException {
    String path = version + "/" + table + ".json";
    try (InputStream in = files.open(path);
        JsonParser json = Json.MAPPER.createParser(in)) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw new UnitFault(RejectReason.FILE_UNREADABLE, path + " is not an array of rows");
      }
      for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
        use.use(new Json(path + "[" + i + "]", Json.MAPPER.readTree(json)));
      }
    } catch (JsonProcessingException e) {
      throw new UnitFault(
          RejectReason.FILE_UNREADABLE, path + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }
}
