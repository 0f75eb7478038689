package io.depthlm.common.dataset.raw;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetReader.UnitListing;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.imaging.RgbImage;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sources;

/**
 * {@code nyu_depth_v2_labeled.mat}, a MATLAB 7.3 file and so HDF5. MATLAB is column-major: its
 * [height, width, 3, N] pictures are [N, 3, width, height] here.
 */
final class NyuMatFile {
  private NyuMatFile() {}

  /**
   * One labelled frame, row by row.
   *
   * @param png the picture
   * @param rawM what the sensor measured, 0 for nothing
   * @param filledM with the authors' filling
   */
  record Frame(int widthPx, int heightPx, byte[] png, float[] rawM, float[] filledM) {}

  /** A unit a frame, with its split where {@code splits.mat} lies beside the file. */
  static Iterator<UnitListing> units(DatasetFiles files, String path, String wantedSplit)
      throws IOException {
    int n = open(files, path, hdf -> dataset(hdf, path, "depths").getDimensions()[0]);
    String[] splits = splits(files, InputFolders.join(InputFolders.parent(path), "splits.mat"), n);
    List<UnitListing> units = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      if (wantedSplit == null || wantedSplit.equals(splits[i])) {
        ObjectNode detail = Json.MAPPER.createObjectNode();
        detail.put("file", path).put("index", i).put("split", splits[i]);
        units.add(UnitListing.of("%s#%04d".formatted(path, i + 1), detail.toString()));
      }
    }
    return units.iterator();
  }

  private static String[] splits(DatasetFiles files, String path, int n) throws IOException {
    String[] splits = new String[n];
    if (!files.exists(path)) {
      return splits;
    }
    try {
      var mat = Mat5.newReader(Sources.wrap(ByteBuffer.wrap(files.read(path, 1 << 24)))).readMat();
      for (String split : List.of("train", "test")) {
        Matrix numbers = mat.getMatrix(split + "Ndxs");
        for (int i = 0; i < numbers.getNumElements(); i++) {
          int number = (int) numbers.getDouble(i);
          if (number >= 1 && number <= n) {
            splits[number - 1] = split;
          }
        }
      }
      return splits;
    } catch (RuntimeException e) {
      throw new UnitFault(
          RejectReason.FILE_UNREADABLE, path + " is not the authors' splits.mat: " + e, e);
    }
  }

  /** Reads one frame's slices. */
  static Frame read(DatasetFiles files, String path, int index) throws IOException {
    return open(
        files,
        path,
        hdf -> {
          Dataset images = dataset(hdf, path, "images");
          int[] dims = images.getDimensions();
          if (dims.length != 4 || dims[1] != 3) {
            throw new UnitFault(
                RejectReason.FILE_UNREADABLE, path + ": 'images' is not [N, 3, width, height]");
          }
          int width = dims[2];
          int height = dims[3];
          byte[] planes =
              bytes(
                  images.getData(new long[] {index, 0, 0, 0}, new int[] {1, 3, width, height}),
                  3 * width * height);
          byte[] rgb = new byte[3 * width * height];
          for (int i = 0, c = 0; c < 3; c++) {
            for (int x = 0; x < width; x++) {
              for (int y = 0; y < height; y++) {
                rgb[3 * (y * width + x) + c] = planes[i++];
              }
            }
          }
          return new Frame(
              width,
              height,
              PngEncoder.encode(new RgbImage(width, height, rgb)),
              map(hdf, path, "rawDepths", index),
              map(hdf, path, "depths", index));
        });
  }

  private static float[] map(HdfFile hdf, String path, String name, int index) throws UnitFault {
    Dataset data = dataset(hdf, path, name);
    int[] dims = data.getDimensions();
    if (dims.length != 3 || index >= dims[0]) {
      throw new UnitFault(
          RejectReason.FILE_UNREADABLE, path + ": '" + name + "' is not [N, width, height]");
    }
    int width = dims[1];
    int height = dims[2];
    Object slice = data.getData(new long[] {index, 0, 0}, new int[] {1, width, height});
    if (!(slice instanceof float[][][] columns)) {
      throw new UnitFault(
          RejectReason.FILE_UNREADABLE, path + ": '" + name + "' has no 32-bit floats");
    }
    float[] rows = new float[width * height];
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        rows[y * width + x] = columns[0][x][y];
      }
    }
    return rows;
  }

  /** Bytes out of nested arrays; jhdf widens unsigned bytes to integers. */
  private static byte[] bytes(Object nested, int count) {
    byte[] all = new byte[count];
    flatten(nested, all, 0);
    return all;
  }

  private static int flatten(Object nested, byte[] to, int from) {
    int at = from;
    if (nested instanceof int[] row) {
      for (int value : row) {
        to[at++] = (byte) value;
      }
    } else if (nested instanceof byte[] row) {
      System.arraycopy(row, 0, to, at, row.length);
      at += row.length;
    } else {
      for (Object part : (Object[]) nested) {
        at = flatten(part, to, at);
      }
    }
    return at;
  }

  private static Dataset dataset(HdfFile hdf, String path, String name) throws UnitFault {
    if (hdf.getChildren().get(name) instanceof Dataset dataset) {
      return dataset;
    }
    throw new UnitFault(RejectReason.MISSING_KEY, path + " has no data set '" + name + "'");
  }

  private interface Use<T> {
    T of(HdfFile hdf) throws IOException;
  }

  /** The library answers damaged files with unchecked exceptions. */
  private static <T> T open(DatasetFiles files, String path, Use<T> use) throws IOException {
    try (RangeChannel channel = new RangeChannel(files, path);
        HdfFile hdf = new HdfFile(channel, URI.create("file:///nyu.mat"))) {
      return use.of(hdf);
    } catch (HdfException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new UnitFault(
          RejectReason.FILE_UNREADABLE, path + " is not HDF5 that can be read: " + e, e);
    }
  }
}
