package io.depthlm.common.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.depthlm.common.core.RejectReason;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * One pass over one line's tokens, with no tree: a line may hold a dense depth map's worth of
 * points. Collects what the keys hold and leaves the judging of values to {@link CuratedFormat}.
 */
final class CuratedParser {
  static final int MAX_LINE_CHARS = 128 << 20;
  static final int MAX_POINTS = 4_000_000;
  private static final int MAX_NESTING = 64;
  private static final int MAX_NUMBER_CHARS = 400;
  private static final int MAX_STRING_CHARS = 1 << 20;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // Python's json module writes NaN and Infinity as bare words.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          // Keys come from data: they must not fill a symbol table that lives as long as the JVM.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_NESTING)
                  .maxNumberLength(MAX_NUMBER_CHARS)
                  .maxStringLength(MAX_STRING_CHARS)
                  .build())
          .build();

  private final JsonParser json;
  private final RawLine raw = new RawLine();
  private final Set<String> seen = new HashSet<>();

  private CuratedParser(JsonParser json) {
    this.json = json;
  }

  static RawLine parse(String line) throws LineFault {
    if (line.length() > MAX_LINE_CHARS) {
      throw new LineFault(
          RejectReason.TOO_LARGE,
          "a line of " + line.length() + " characters, at most " + MAX_LINE_CHARS);
    }
    try (JsonParser json = JSON.createParser(line)) {
      return new CuratedParser(json).parseLine();
    } catch (StreamConstraintsException e) {
      throw new LineFault(RejectReason.TOO_LARGE, e.getOriginalMessage());
    } catch (JsonProcessingException e) {
      throw new LineFault(
          RejectReason.MALFORMED_JSON,
          "column "
              + (e.getLocation() == null ? "?" : e.getLocation().getColumnNr())
              + ": "
              + e.getOriginalMessage());
    } catch (IOException e) {
      throw new LineFault(RejectReason.MALFORMED_JSON, String.valueOf(e.getMessage()));
    }
  }

  private RawLine parseLine() throws IOException, LineFault {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new LineFault(RejectReason.WRONG_TYPE, "a line is a JSON object, found " + found());
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      json.nextToken();
      readValue(key);
    }
    if (json.nextToken() != null) {
      throw new LineFault(
          RejectReason.MALFORMED_JSON, "a line is one JSON object, found more after it");
    }
    return raw;
  }

  private void readValue(String key) throws IOException, LineFault {
    if (isNull()) {
      return; // absent: table dumps write every column of every row
    }
    switch (key) {
      case "image", "image_path" -> {
        once("image");
        raw.image = text(key);
      }
      case "intrinsics" -> {
        once(key);
        raw.intrinsics = numbers(key, 6, RejectReason.BAD_INTRINSICS);
      }
      case "pixel_coords" -> {
        once(key);
        raw.pixels = points(key, Entries.ALL);
      }
      case "depth" -> {
        once(key);
        raw.depths = depths(key);
      }
      case "region" -> {
        once(key);
        regions(key);
      }
      case "depth_step" -> {
        once(key);
        raw.steps = points(key, Entries.OR_NULL);
      }
      case "camera_to_world", "pose" -> {
        once("camera_to_world");
        raw.cameraToWorld = pose(key);
      }
      case "scene", "scene_id" -> {
        once("scene");
        raw.sceneId = textOrInteger(key);
      }
      default -> json.skipChildren();
    }
  }

  /** Two spellings of one key count as the key twice: they could disagree. */
  private void once(String key) throws LineFault {
    if (!seen.add(key)) {
      throw new LineFault(RejectReason.DUPLICATE_KEY, "'" + key + "' is there twice");
    }
  }

  private boolean isNull() {
    return json.currentToken() == JsonToken.VALUE_NULL;
  }

  private String text(String key) throws IOException, LineFault {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw wrongType(key, "a string");
    }
    return json.getText();
  }

  private String textOrInteger(String key) throws IOException, LineFault {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      return json.getText();
    }
    return text(key);
  }

  private double[] numbers(String key, int count, RejectReason shape)
      throws IOException, LineFault {
    startArray(key);
    double[] values = new double[count];
    int n = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      double value = number(key);
      if (n < count) {
        values[n] = value;
      }
      n++;
    }
    if (n != count) {
      throw new LineFault(shape, "'%s' has %d numbers, found %d".formatted(key, count, n));
    }
    return values;
  }

  /** Sixteen numbers row by row, or four rows of four. */
  private double[] pose(String key) throws IOException, LineFault {
    startArray(key);
    double[] values = new double[16];
    int n = 0;
    boolean rows = false;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.START_ARRAY && n % 4 == 0 && n < 16) {
        System.arraycopy(numbers(key, 4, RejectReason.WRONG_TYPE), 0, values, n, 4);
        rows = true;
        n += 4;
        continue;
      }
      if (rows || n == 16) {
        throw wrongType(key, "16 numbers or 4 rows of 4");
      }
      values[n++] = number(key);
    }
    if (n != 16) {
      throw wrongType(key, "16 numbers or 4 rows of 4");
    }
    return values;
  }

  /** Whether entries may be null. */
  private enum Entries {
    ALL,
    OR_NULL
  }

  private RawLine.Points points(String key, Entries entries) throws IOException, LineFault {
    startArray(key);
    RawLine.Points points = new RawLine.Points();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      checkCount(key, points.x.size());
      if (entries == Entries.OR_NULL && isNull()) {
        points.add(Double.NaN, Double.NaN);
        continue;
      }
      if (json.currentToken() != JsonToken.START_ARRAY) {
        points.addFault(found());
        json.skipChildren();
        continue;
      }
      onePoint(points);
    }
    return points;
  }

  private void onePoint(RawLine.Points points) throws IOException {
    double x = Double.NaN;
    double y = Double.NaN;
    String fault = null;
    int n = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (!json.currentToken().isNumeric()) {
        fault = fault == null ? found() : fault;
        json.skipChildren();
      } else if (n == 0) {
        x = json.getDoubleValue();
      } else if (n == 1) {
        y = json.getDoubleValue();
      }
      n++;
    }
    if (fault == null && n != 2) {
      fault = n + " numbers";
    }
    if (fault == null) {
      points.add(x, y);
    } else {
      points.addFault(fault);
    }
  }

  private RawLine.Column depths(String key) throws IOException, LineFault {
    startArray(key);
    RawLine.Column column = new RawLine.Column();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      checkCount(key, column.size());
      if (json.currentToken().isNumeric()) {
        column.add(json.getDoubleValue());
      } else {
        column.addFault(found());
        json.skipChildren();
      }
    }
    return column;
  }

  private void regions(String key) throws IOException, LineFault {
    startArray(key);
    raw.regions = new RawLine.Column();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      checkCount(key, raw.regions.size());
      if (isNull() || json.currentToken() == JsonToken.VALUE_STRING) {
        raw.addRegion(isNull() ? null : json.getText());
      } else {
        raw.regions.addFault(found());
        json.skipChildren();
      }
    }
  }

  private static void checkCount(String key, int count) throws LineFault {
    if (count >= MAX_POINTS) {
      throw new LineFault(
          RejectReason.TOO_LARGE, "'" + key + "' has more than " + MAX_POINTS + " entries");
    }
  }

  private void startArray(String key) throws IOException, LineFault {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw wrongType(key, "an array");
    }
  }

  private double number(String key) throws IOException, LineFault {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      // Spark writes these as text; the value is what is wrong with them, not its type.
      switch (json.getText()) {
        case "NaN" -> {
          return Double.NaN;
        }
        case "Infinity" -> {
          return Double.POSITIVE_INFINITY;
        }
        case "-Infinity" -> {
          return Double.NEGATIVE_INFINITY;
        }
        default -> {}
      }
    }
    if (!json.currentToken().isNumeric()) {
      throw wrongType(key, "numbers");
    }
    return json.getDoubleValue();
  }

  private LineFault wrongType(String key, String wanted) throws IOException {
    return new LineFault(
        RejectReason.WRONG_TYPE, "'%s' is %s, found %s".formatted(key, wanted, found()));
  }

  /** The current token for a message; a fault's detail is bounded, whatever the value's size. */
  private String found() throws IOException {
    JsonToken token = json.currentToken();
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_ARRAY -> "an array";
      case START_OBJECT -> "an object";
      case END_ARRAY -> "too few";
      case VALUE_STRING -> "'" + LineFault.clipped(json.getText()) + "'";
      default -> LineFault.clipped(json.getText());
    };
  }
}
