package io.depthlm.common.dataset.registry;

import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.JsonLinesReader;
import io.depthlm.common.dataset.TableReader;
import io.depthlm.common.dataset.raw.Argoverse2Reader;
import io.depthlm.common.dataset.raw.ColmapReader;
import io.depthlm.common.dataset.raw.DdadReader;
import io.depthlm.common.dataset.raw.DepthFolderReader;
import io.depthlm.common.dataset.raw.DiodeReader;
import io.depthlm.common.dataset.raw.Eth3dReader;
import io.depthlm.common.dataset.raw.Ibims1Reader;
import io.depthlm.common.dataset.raw.KittiReader;
import io.depthlm.common.dataset.raw.Matterport3dReader;
import io.depthlm.common.dataset.raw.NerfstudioReader;
import io.depthlm.common.dataset.raw.NuscenesReader;
import io.depthlm.common.dataset.raw.Nyuv2Reader;
import io.depthlm.common.dataset.raw.OmnidataReader;
import io.depthlm.common.dataset.raw.ScannetppReader;
import io.depthlm.common.dataset.raw.SunrgbdReader;
import io.depthlm.common.dataset.raw.WaymoReader;
import io.depthlm.common.dataset.raw.WebDatasetReader;
import java.util.Comparator;
import java.util.List;

/** The data set formats, one line each. */
public final class DatasetFormats {
  private static final List<DatasetFormat> ALL =
      List.of(
          Argoverse2Reader.FORMAT,
          ColmapReader.FORMAT,
          DdadReader.FORMAT,
          DepthFolderReader.FORMAT,
          DiodeReader.FORMAT,
          Eth3dReader.FORMAT,
          OmnidataReader.HM3D,
          Ibims1Reader.FORMAT,
          JsonLinesReader.FORMAT,
          KittiReader.FORMAT,
          Matterport3dReader.FORMAT,
          NerfstudioReader.FORMAT,
          NuscenesReader.FORMAT,
          Nyuv2Reader.FORMAT,
          ScannetppReader.FORMAT,
          SunrgbdReader.FORMAT,
          TableReader.FORMAT,
          OmnidataReader.TASKONOMY,
          WaymoReader.FORMAT,
          WebDatasetReader.FORMAT);

  private DatasetFormats() {}

  /** All formats, in no particular order. */
  public static List<DatasetFormat> all() {
    return ALL;
  }

  /**
   * The format of a name.
   *
   * @throws UserError if there is none
   */
  public static DatasetFormat get(String name) {
    return ALL.stream()
        .filter(f -> f.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "--format '" + name + "' is not known",
                    "use one of " + String.join(", ", names())));
  }

  /** All names, sorted. */
  public static List<String> names() {
    return ALL.stream().map(DatasetFormat::name).sorted(Comparator.naturalOrder()).toList();
  }
}
