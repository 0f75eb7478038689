package io.depthlm.common.dataset;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The keys of one curated line as they were found, before they are judged together: JSON keys come
 * in any order, so a point's coordinates may be known long before its depth or the image's size.
 */
final class RawLine {
  String image;
  double[] intrinsics;
  Points pixels;
  Column depths;
  Column regions;

  /** The two sides of each point's depth step, NaN for none. */
  Points steps;

  double[] cameraToWorld;
  String sceneId;

  /** Adds a region's ordinal, or −1 for null. */
  void addRegion(String key) {
    if (key == null) {
      regions.add(-1);
      return;
    }
    for (Region region : Region.values()) {
      if (region.key().equals(key)) {
        regions.add(region.ordinal());
        return;
      }
    }
    regions.addFault("'" + LineFault.clipped(key) + "'");
  }

  /** A growing column of numbers; what was found in place of a number is kept beside it. */
  static final class Column {
    private double[] values = new double[64];
    private int size;
    private final Map<Integer, String> faults = new HashMap<>();

    void add(double value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = value;
    }

    void addFault(String found) {
      faults.put(size, found);
      add(Double.NaN);
    }

    int size() {
      return size;
    }

    double at(int i) {
      return values[i];
    }

    /** What was found at {@code i} in place of a value, or null. */
    String faultAt(int i) {
      return faults.get(i);
    }
  }

  /** Two columns that grow together. */
  static final class Points {
    final Column x = new Column();
    final Column y = new Column();

    void add(double xPx, double yPx) {
      x.add(xPx);
      y.add(yPx);
    }

    void addFault(String found) {
      x.addFault(found);
      y.add(Double.NaN);
    }
  }
}
