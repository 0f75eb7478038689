package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.DatasetReader;
import io.depthlm.common.dataset.DatasetUnit;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.UnitResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Shards in the layout of WebDataset: tar archives in which the members of a sample follow each
 * other and share what stands before the first dot: a picture, a depth map, and a camera in JSON.
 * One unit is a shard, read once from front to back.
 *
 * @param options what to read; the format's page lists its own options
 */
public record WebDatasetReader(ReaderOptions options) implements DatasetReader {
  /** {@code --format webdataset}. */
  public static final DatasetFormat FORMAT =
      DatasetFormat.ofOwn(
          "webdataset",
          DatasetFormat.Depths.GIVEN,
          Set.of("scale", "camera"),
          WebDatasetReader::new);

  /** Checks the options. */
  public WebDatasetReader {
    OwnLayout own = new OwnLayout("webdataset", options);
    own.scaleM();
    if (options.extra().containsKey("camera") && own.camera().isEmpty()) {
      throw new UserError(
          "--option camera=" + options.extra().get("camera"), "expected fx,fy,cx,cy in pixels");
    }
  }

  @Override
  public List<String> parts(DatasetFiles files) throws IOException {
    List<String> shards = new ArrayList<>();
    List<String> packed = new ArrayList<>();
    InputFolders.walk(
        files,
        "",
        (folder, listing) -> {
          for (DatasetFiles.Item item : listing.files()) {
            if (InputFolders.endsIn(item.name(), ".tar")) {
              shards.add(InputFolders.join(folder, item.name()));
            } else if (InputFolders.endsIn(item.name(), ".tar.gz", ".tgz")) {
              packed.add(InputFolders.join(folder, item.name()));
            }
          }
        });
    if (!packed.isEmpty()) {
      throw new UserError(
          "the shard " + files.uri(packed.get(0)) + " is compressed as a whole",
          "unpack it to .tar: pictures are read again by their places in it, and are compressed"
              + " already");
    }
    return InputFolders.required(
        shards, files, ".tar shard", "--input takes the folder that has the shards in it");
  }

  @Override
  public Iterator<UnitListing> units(String part, DatasetFiles files) {
    return List.of(UnitListing.of(part, "")).iterator();
  }

  @Override
  public int unitsPerTask() {
    return 1;
  }

  @Override
  public Iterator<UnitResult> read(DatasetUnit unit, DatasetFiles files) throws IOException {
    return new WebDatasetShard(options, files, unit.id());
  }
}
