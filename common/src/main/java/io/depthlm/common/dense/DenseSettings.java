package io.depthlm.common.dense;

import io.depthlm.common.core.UserError;
import io.depthlm.common.dense.file.FileInput;
import io.depthlm.common.dense.file.FileOutput;
import io.depthlm.common.dense.file.FileProtocol;
import io.depthlm.common.engine.DeviceChoice;
import io.depthlm.common.engine.EngineSettings;
import io.depthlm.common.engine.ModelFolder;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;
import io.depthlm.common.vlm.cache.CheckpointFingerprint;

/**
 * A model entry of the engine {@code dense}: a depth network in the executor.
 *
 * @param uri the folder: a path, {@code file:}, {@code s3a:}, …
 * @param protocol the file within it and how that is used; null for a folder as Hugging Face
 *     publishes it
 * @param depth what its maps hold, or {@code AUTO} for what the network says
 * @param maps what becomes of its maps
 * @param device where it runs
 */
public record DenseSettings(
    String uri, FileProtocol protocol, DepthChoice depth, MapsChoice maps, DeviceChoice device)
    implements EngineSettings.OfFolder {
  private static final Setting<String> URI =
      Setting.required("uri", Types.TEXT, "the network's folder, any Hadoop URI or path");
  private static final Setting<String> FILE =
      Setting.optional(
          "file",
          Types.NAME,
          "an ONNX or TorchScript file in that folder; without it, the folder is as Hugging Face"
              + " publishes it");
  private static final Setting<DepthChoice> DEPTH =
      Setting.defaulted(
          "depth",
          Types.oneOf(DepthChoice.class),
          "auto",
          "what the network's maps hold; auto takes what its folder says, and refuses maps without"
              + " a unit; answers from relative and relative_inverse maps count as unparsed");
  static final Schema SCHEMA =
      Schema.of(
          URI,
          FILE,
          FileInput.SETTING,
          FileOutput.SETTING,
          DEPTH,
          MapsChoice.SETTING,
          DeviceChoice.SETTING);

  static DenseSettings of(Section s) {
    return new DenseSettings(
        s.of(URI), protocol(s), s.of(DEPTH), s.of(MapsChoice.SETTING), s.of(DeviceChoice.SETTING));
  }

  private static FileProtocol protocol(Section s) {
    String file = s.of(FILE);
    FileInput input = s.of(FileInput.SETTING);
    FileOutput output = s.of(FileOutput.SETTING);
    if (file == null && (input != null || output != null)) {
      throw new UserError(
          "input and output describe a network's file, and file is not given",
          "name the ONNX or TorchScript file with file, or leave input and output out");
    }
    if (file == null) {
      return null;
    }
    if (input == null || output == null) {
      throw new UserError(
          "file = %s, but %s is not given".formatted(file, input == null ? "input" : "output"),
          "describe both; a file says nothing about its pictures and maps: docs/dense.md");
    }
    if (s.of(DEPTH) == DepthChoice.AUTO) {
      throw new UserError(
          "file = %s, but depth is auto".formatted(file),
          "say what its maps hold, such as depth = z: a file does not");
    }
    return new FileProtocol(file, input, output);
  }

  @Override
  public String engine() {
    return DenseFactory.KEY;
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.depthlm.common.vlm.checkpoint.CheckpointException if the folder lacks configuration
   *     or weights, or cannot be read
   */
  @Override
  public DenseSpec spec(String location, ModelFolder folder) {
    return new DenseSpec(location, CheckpointFingerprint.of(folder), protocol, depth, maps);
  }
}
