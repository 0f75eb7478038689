package io.depthlm.common.imaging;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The list of markers: {@code text} and {@code token}, which paint nothing, and every shape in
 * every colour. {@code red_arrow} is the official one (docs/method.md, section 2, step 5).
 *
 * <ul>
 *   <li>arrow: five pixels from the left up to the pixel's neighbour, with a head of two pixels on
 *       either side; the pixel itself stays. Margin 5.
 *   <li>dot: a filled disc of radius 3 over the pixel. Margin 3.
 *   <li>cross: four arms from 2 to 5 pixels away; the pixel stays. Margin 5.
 *   <li>ring: a circle of radius 6 around the pixel. Margin 6.
 * </ul>
 */
public final class Markers {
  /** The marker of the paper and of the released checkpoints. */
  public static final String OFFICIAL = "red_arrow";

  /** A marker that paints nothing: the question gives the coordinates of the pixel. */
  public static final String TEXT = "text";

  /**
   * A marker that paints nothing and repeats the image token of the pixel after the question, as
   * training does for further pixels of a picture.
   */
  public static final String TOKEN = "token";

  private static final Map<String, Marker> BY_NAME = all();

  private Markers() {}

  /** All names, in a fixed order. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /**
   * The marker of a name.
   *
   * @throws IllegalArgumentException if there is none; the message lists all names
   */
  public static Marker named(String name) {
    Marker marker = BY_NAME.get(name);
    if (marker == null) {
      throw new IllegalArgumentException(
          "no marker '%s'; there are %s".formatted(name, String.join(", ", names())));
    }
    return marker;
  }

  private static Map<String, Marker> all() {
    Map<String, Marker> markers = new LinkedHashMap<>();
    Map<String, Integer> colours = new LinkedHashMap<>();
    colours.put("red", 0xff0000);
    colours.put("green", 0x00ff00);
    colours.put("blue", 0x0000ff);
    colours.forEach(
        (colour, rgb) -> {
          put(markers, new Shape(colour + "_arrow", 5, rgb, arrow()));
          put(markers, new Shape(colour + "_dot", 3, rgb, annulus(0, 3.3)));
          put(markers, new Shape(colour + "_cross", 5, rgb, cross()));
          put(markers, new Shape(colour + "_ring", 6, rgb, annulus(5.5, 6.5)));
        });
    put(markers, new Shape(TEXT, 0, 0, new int[0][]));
    put(markers, new Shown(TOKEN));
    return Collections.unmodifiableMap(markers);
  }

  private static void put(Map<String, Marker> markers, Marker marker) {
    markers.put(marker.name(), marker);
  }

  /** The pixel's image token, shown again. */
  private record Shown(String name) implements Marker {
    @Override
    public String words() {
      return "spot shown again";
    }

    @Override
    public boolean canMark(int xPx, int yPx, int widthPx, int heightPx) {
      return xPx >= 0 && xPx < widthPx && yPx >= 0 && yPx < heightPx;
    }

    @Override
    public Marks paint(int xPx, int yPx) {
      return Marks.shown(xPx, yPx);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static int[][] arrow() {
    List<int[]> offsets = new ArrayList<>();
    for (int d = 1; d <= 5; d++) {
      offsets.add(new int[] {-d, 0});
    }
    for (int d = 1; d <= 2; d++) {
      offsets.add(new int[] {-d - 1, d});
      offsets.add(new int[] {-d - 1, -d});
    }
    return offsets.toArray(new int[0][]);
  }

  private static int[][] cross() {
    List<int[]> offsets = new ArrayList<>();
    for (int d = 2; d <= 5; d++) {
      offsets.add(new int[] {-d, 0});
      offsets.add(new int[] {d, 0});
      offsets.add(new int[] {0, -d});
      offsets.add(new int[] {0, d});
    }
    return offsets.toArray(new int[0][]);
  }

  /** Offsets at a distance in [inner, outer), in pixels. */
  private static int[][] annulus(double inner, double outer) {
    List<int[]> offsets = new ArrayList<>();
    int reach = (int) Math.ceil(outer);
    for (int dy = -reach; dy <= reach; dy++) {
      for (int dx = -reach; dx <= reach; dx++) {
        double distance = Math.hypot(dx, dy);
        if (distance >= inner && distance < outer) {
          offsets.add(new int[] {dx, dy});
        }
      }
    }
    return offsets.toArray(new int[0][]);
  }

  /**
   * A set of offsets in one colour. A pixel can be marked from {@code marginPx} pixels inside each
   * border on.
   */
  private record Shape(String name, int marginPx, int rgb, int[][] offsets) implements Marker {
    @Override
    public boolean canMark(int xPx, int yPx, int widthPx, int heightPx) {
      return xPx >= marginPx
          && xPx < widthPx - marginPx
          && yPx >= marginPx
          && yPx < heightPx - marginPx;
    }

    @Override
    public Marks paint(int xPx, int yPx) {
      if (offsets.length == 0) {
        return Marks.NONE;
      }
      int[] x = new int[offsets.length];
      int[] y = new int[offsets.length];
      int[] colours = new int[offsets.length];
      for (int i = 0; i < offsets.length; i++) {
        x[i] = xPx + offsets[i][0];
        y[i] = yPx + offsets[i][1];
        colours[i] = rgb;
      }
      return new Marks(x, y, colours);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
