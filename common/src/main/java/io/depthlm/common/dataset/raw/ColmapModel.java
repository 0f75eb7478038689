package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.geometry.RigidTransform;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * A model of COLMAP, in binary or in text form. The cameras are held; the images are read one after
 * the other, without their feature points.
 *
 * @param folder of the model
 * @param cameras lines as of {@code cameras.txt} by camera id
 * @param form which files it is in
 */
record ColmapModel(String folder, Map<String, String> cameras, Form form) {
  private static final long MAX_CAMERAS_BYTES = 1L << 30;
  private static final int MAX_NAME_BYTES = 4096;
  private static final int MAX_LINE_CHARS = 64 << 20;

  /** How a model is stored. */
  enum Form {
    BINARY(".bin"),
    TEXT(".txt");

    private final String ending;

    Form(String ending) {
      this.ending = ending;
    }
  }

  /** A picture of the model. */
  record Image(String name, String cameraId, RigidTransform worldToCamera) {}

  /** Whether a folder holds a model. */
  static boolean isIn(DatasetFiles.Listing listing) {
    return listing.files().stream()
        .anyMatch(file -> file.name().equals("cameras.bin") || file.name().equals("cameras.txt"));
  }

  /** Reads the cameras of a model; of the binary form where both are there. */
  static ColmapModel read(DatasetFiles files, String folder) throws IOException {
    boolean binary = files.exists(InputFolders.join(folder, "cameras.bin"));
    Map<String, String> cameras = new HashMap<>();
    String path = InputFolders.join(folder, binary ? "cameras.bin" : "cameras.txt");
    byte[] bytes = files.read(path, MAX_CAMERAS_BYTES);
    if (binary) {
      addCameras(path, bytes, cameras);
    } else {
      new String(bytes, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .forEach(line -> cameras.put(line.strip().split("\\s+", 2)[0], line.strip()));
    }
    return new ColmapModel(folder, cameras, binary ? Form.BINARY : Form.TEXT);
  }

  private static void addCameras(String path, byte[] bytes, Map<String, String> cameras)
      throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      long count = int64(in);
      for (long i = 0; i < count; i++) {
        String id = Integer.toUnsignedString(int32(in));
        int number = int32(in);
        ColmapCamera.Model model =
            number < 0 || number >= ColmapCamera.Model.NUMBERED.size()
                ? null
                : ColmapCamera.Model.NUMBERED.get(number);
        if (model == null) {
          // How long its parameters are is not known: nothing behind it can be read.
          throw new UnitFault(
              RejectReason.BAD_CALIBRATION,
              "%s: camera %s is of model number %d, which is not known here"
                  .formatted(path, id, number));
        }
        StringBuilder line =
            new StringBuilder(id + " " + model + " " + int64(in) + " " + int64(in));
        for (int k = 0; k < model.parameters(); k++) {
          line.append(' ').append(Double.longBitsToDouble(int64(in)));
        }
        cameras.put(id, line.toString());
      }
    } catch (EOFException e) {
      throw new UnitFault(RejectReason.FILE_UNREADABLE, path + " ends inside a camera", e);
    }
  }

  /** The line of a picture's own camera. */
  String cameraLine(Image image) throws UnitFault {
    String line = cameras.get(image.cameraId);
    if (line == null) {
      throw new UnitFault(
          RejectReason.BAD_CALIBRATION,
          "%s: no camera %s of %s".formatted(folder, image.cameraId, image.name));
    }
    return line;
  }

  /**
   * The pictures, lazily; the file is closed behind the last one.
   *
   * @return an iterator that throws {@link UncheckedIOException} where the file is damaged
   */
  Iterator<Image> images(DatasetFiles files) throws IOException {
    String path = InputFolders.join(folder, "images" + form.ending);
    InputStream in = new BufferedInputStream(files.open(path), 1 << 16);
    return form == Form.BINARY
        ? new BinaryImages(path, new DataInputStream(in))
        : new TextImages(path, in);
  }

  private static int int32(DataInputStream in) throws IOException {
    return Integer.reverseBytes(in.readInt());
  }

  private static long int64(DataInputStream in) throws IOException {
    return Long.reverseBytes(in.readLong());
  }

  private static Image image(String path, String name, String cameraId, double[] v)
      throws UnitFault {
    try {
      return new Image(
          name, cameraId, RigidTransform.ofQuaternion(v[0], v[1], v[2], v[3], v[4], v[5], v[6]));
    } catch (IllegalArgumentException e) {
      throw new UnitFault(RejectReason.BAD_POSE, path + ": " + name + ": " + e.getMessage(), e);
    }
  }

  /** Reads images until there are none. */
  private abstract static class Images implements Iterator<Image> {
    private final Closeable file;
    private Image ahead;
    private boolean ended;

    Images(Closeable file) {
      this.file = file;
    }

    /** The next one, or null at the end. */
    abstract Image read() throws IOException;

    @Override
    public boolean hasNext() {
      if (ahead == null && !ended) {
        try {
          ahead = read();
          if (ahead == null) {
            ended = true;
            file.close();
          }
        } catch (IOException e) {
          ended = true;
          try {
            file.close();
          } catch (IOException also) {
            e.addSuppressed(also);
          }
          throw new UncheckedIOException(e);
        }
      }
      return ahead != null;
    }

    @Override
    public Image next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Image image = ahead;
      ahead = null;
      return image;
    }
  }

  private static final class TextImages extends Images {
    private final String path;
    private final BufferedReader lines;

    TextImages(String path, InputStream in) {
      super(in);
      this.path = path;
      this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    @Override
    Image read() throws IOException {
      String line = line();
      while (line != null && line.isBlank()) {
        line = line();
      }
      if (line == null) {
        return null;
      }
      // Every second line holds the picture's feature points, and may be empty.
      line();
      String[] words = line.strip().split("\\s+", 10);
      if (words.length < 10) {
        throw new UnitFault(
            RejectReason.BAD_CALIBRATION, path + " has a short line: " + line.strip());
      }
      double[] v = new double[7];
      try {
        for (int i = 0; i < 7; i++) {
          v[i] = Double.parseDouble(words[i + 1]);
        }
      } catch (NumberFormatException e) {
        throw new UnitFault(
            RejectReason.BAD_POSE, path + " has no numbers in the line " + line.strip(), e);
      }
      return image(path, words[9], words[8], v);
    }

    /** A line that is no comment. */
    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      while (true) {
        int c = lines.read();
        if (c < 0 && line.isEmpty()) {
          return null;
        }
        if (c >= 0 && c != '\n') {
          if (line.length() == MAX_LINE_CHARS) {
            throw new UnitFault(
                RejectReason.TOO_LARGE, path + " has a line of more than 64 million characters");
          }
          line.append((char) c);
          continue;
        }
        if (line.length() > 0 && line.charAt(0) == '#') {
          line.setLength(0);
          continue;
        }
        return line.toString();
      }
    }
  }

  private static final class BinaryImages extends Images {
    private static final int POINT_BYTES = 24;

    private final String path;
    private final DataInputStream in;
    private long left = -1;

    BinaryImages(String path, DataInputStream in) {
      super(in);
      this.path = path;
      this.in = in;
    }

    @Override
    Image read() throws IOException {
      try {
        if (left < 0) {
          left = int64(in);
        }
        if (left-- <= 0) {
          return null;
        }
        int32(in);
        double[] v = new double[7];
        for (int i = 0; i < 7; i++) {
          v[i] = Double.longBitsToDouble(int64(in));
        }
        String camera = Integer.toUnsignedString(int32(in));
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        for (int b = in.readUnsignedByte(); b != 0; b = in.readUnsignedByte()) {
          if (name.size() == MAX_NAME_BYTES) {
            throw new UnitFault(
                RejectReason.FILE_UNREADABLE, path + " has a name of more than 4096 bytes");
          }
          name.write(b);
        }
        long points = int64(in);
        if (points < 0 || points > Integer.MAX_VALUE) {
          throw new UnitFault(
              RejectReason.FILE_UNREADABLE, path + " claims " + points + " points of one image");
        }
        in.skipNBytes(points * POINT_BYTES);
        return image(path, name.toString(StandardCharsets.UTF_8), camera, v);
      } catch (EOFException e) {
        throw new UnitFault(RejectReason.FILE_UNREADABLE, path + " ends inside an image", e);
      }
    }
  }
}
