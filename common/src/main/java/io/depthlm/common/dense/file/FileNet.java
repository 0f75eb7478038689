package io.depthlm.common.dense.file;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.depthlm.common.dense.DenseNetwork;
import io.depthlm.common.dense.DepthMap;
import io.depthlm.common.dense.Planes;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.vlm.torch.NativeLibraries;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * A depth network of one file, through DJL: {@code *.onnx} on ONNX Runtime, other files as
 * TorchScript on PyTorch.
 */
public final class FileNet implements DenseNetwork<Planes> {
  /** The code of a file whose inputs or outputs are not those of its entry. */
  public static final String CODE = "network_protocol_wrong";

  private final Path file;
  private final FileInput input;
  private final FileOutput output;
  private final FilePictures pictures;
  private final Model model;

  private FileNet(Path file, FileInput input, FileOutput output, Model model) {
    this.file = file;
    this.input = input;
    this.output = output;
    this.pictures = new FilePictures(input);
    this.model = model;
  }

  /** Whether a file is ONNX by its name. */
  public static boolean isOnnx(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".onnx");
  }

  /**
   * Loads a file and tries it with a grey picture, so that a protocol that is not the file's is
   * said at once.
   *
   * @param threads cores that one pass may use
   * @throws EngineException {@link #CODE}, or {@code network_unreadable}
   */
  public static FileNet load(
      Path file, FileInput input, FileOutput output, DeviceSlot device, int threads) {
    if (!Files.isRegularFile(file)) {
      throw new EngineException(
          "network_missing",
          "no file %s in %s\n  name a file of the folder with file"
              .formatted(file.getFileName(), file.getParent()),
          null);
    }
    Model model = open(file, device, threads);
    try {
      FileNet net = new FileNet(file, input, output, model);
      net.checkInputs();
      net.map(net.prepare(grey(input)));
      return net;
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  private static Model open(Path file, DeviceSlot slot, int threads) {
    Device device = slot.isGpu() ? Device.gpu(slot.index()) : Device.cpu();
    boolean onnx = isOnnx(file.getFileName().toString());
    Model[] opened = new Model[1];
    if (onnx) {
      NativeLibraries.start(
          "ONNX Runtime", () -> opened[0] = Model.newInstance("network", device, "OnnxRuntime"));
    } else {
      TorchRuntime.engine();
      opened[0] = Model.newInstance("network", device, "PyTorch");
    }
    Model model = opened[0];
    try {
      if (onnx) {
        // By its path, as weights beyond 2 GB lie in a second file beside it.
        model.load(
            file.getParent(),
            file.getFileName().toString(),
            Map.of("intraOpNumThreads", Integer.toString(threads)));
      } else {
        try (InputStream in = Files.newInputStream(file)) {
          model.load(in);
        }
      }
      return model;
    } catch (IOException | MalformedModelException | RuntimeException e) {
      model.close();
      throw new EngineException(
          "network_unreadable",
          "%s cannot be opened: %s\n  check that it is a whole %s file"
              .formatted(file, words(e), onnx ? "ONNX" : "TorchScript"),
          e);
    }
  }

  private static String words(Throwable failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return String.valueOf(innermost.getMessage()).lines().findFirst().orElse("");
  }

  /** By name; sizes are tried. TorchScript does not say what it reads. */
  private void checkInputs() {
    if (!isOnnx(file.getFileName().toString())) {
      return;
    }
    PairList<String, Shape> inputs = model.getBlock().describeInput();
    int wanted = input.tokens() == null ? 1 : 2;
    String name = input.name() == null && !inputs.isEmpty() ? inputs.keyAt(0) : input.name();
    if (inputs.size() != wanted || !inputs.contains(name)) {
      throw wrong(
          "%s reads %s, where its entry gives %s%s"
              .formatted(
                  file,
                  inputs.keys(),
                  input.name() == null ? "one picture" : input.name(),
                  input.tokens() == null ? "" : " and tokens"),
          "correct input.name and input.tokens, or export the network anew");
    }
  }

  private EngineException wrong(String what, String remedy) {
    return new EngineException(CODE, what + "\n  " + remedy, null);
  }

  private static PreparedFrame grey(FileInput input) {
    int width = input.widthPx();
    int height = input.heightPx();
    byte[] rgb = new byte[3 * width * height];
    Arrays.fill(rgb, (byte) 127);
    return new PreparedFrame(
        new RgbImage(width, height, rgb),
        new Intrinsics(width, width, width / 2.0, height / 2.0, width, height));
  }

  @Override
  public Planes prepare(PreparedFrame frame) {
    return pictures.prepare(frame);
  }

  @Override
  public DepthMap map(Planes picture) {
    try (NDManager scope = model.getNDManager().newSubManager()) {
      NDList given = new NDList();
      given.add(
          scope.create(picture.values(), new Shape(1, 3, picture.heightPx(), picture.widthPx())));
      if (input.tokens() != null) {
        given.add(scope.create(new long[] {input.tokens()}, new Shape()));
      }
      NDList results;
      try {
        results = model.getBlock().forward(new ParameterStore(scope, false), given, false);
      } catch (ai.djl.engine.EngineException e) {
        if (TorchRuntime.isOutOfMemory(e)) {
          throw e;
        }
        throw new EngineException(
            CODE,
            "%s did not read a picture of %d x %d: %s\n  correct the section input of its entry"
                .formatted(file, picture.widthPx(), picture.heightPx(), words(e)),
            e);
      }
      results.attach(scope);
      return new FileMap(file, output).of(results, picture);
    }
  }

  @Override
  public String computesIn() {
    return NumberType.F32.key();
  }

  @Override
  public void close() {
    model.close();
  }

  /** The array of a name, or the first. */
  static NDArray named(NDList results, String name) {
    return name == null ? results.head() : results.get(name);
  }
}
