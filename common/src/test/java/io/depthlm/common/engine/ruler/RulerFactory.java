package io.depthlm.common.engine.ruler;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceChoice;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.EngineFactory;
import io.depthlm.common.engine.EngineSettings;
import io.depthlm.common.engine.FolderSpec;
import io.depthlm.common.engine.MeasuredKind;
import io.depthlm.common.engine.ModelFolder;
import io.depthlm.common.engine.Question;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An engine that nobody needs: the depth along the optical axis is the pixel's column times a
 * number that lies in a folder. Shows what an engine has to bring.
 */
public final class RulerFactory implements EngineFactory {
  private static final String KEY = "ruler";
  private static final Setting<String> URI =
      Setting.required("uri", Types.TEXT, "the folder of the ruler");
  private static final Setting<Double> ZERO =
      Setting.defaulted("zero_m", Types.NUMBER, "0", "depth of the first column").in("metres");

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public Schema schema() {
    return Schema.of(URI, ZERO);
  }

  @Override
  public EngineSettings read(Section section) {
    return new Ruler(section.of(URI), section.of(ZERO));
  }

  private record Ruler(String uri, double zeroM) implements EngineSettings.OfFolder {
    @Override
    public String engine() {
      return KEY;
    }

    @Override
    public DeviceChoice device() {
      return DeviceChoice.CPU;
    }

    @Override
    public FolderSpec spec(String location, ModelFolder folder) {
      try (InputStream in = folder.open("metres_per_pixel", 0, 1)) {
        String text = new String(in.readNBytes(20), StandardCharsets.UTF_8);
        return new RulerSpec(location, Double.parseDouble(text), zeroM);
      } catch (IOException e) {
        throw new EngineException(
            "ruler_missing",
            folder.location() + " is not a ruler\n  name a folder with metres_per_pixel",
            e);
      }
    }
  }

  private record RulerSpec(String uri, double metresPerPixel, double zeroM) implements FolderSpec {
    @Override
    public String engine() {
      return KEY;
    }

    @Override
    public SortedMap<String, String> identity() {
      return new TreeMap<>(Map.of("ruler", metresPerPixel + " from " + zeroM));
    }

    @Override
    public FolderSpec copied(ModelFolder from, Path cache) {
      return this;
    }

    @Override
    public DepthEngine open(DeviceSlot device) {
      return new Engine(this);
    }
  }

  private record Engine(RulerSpec spec) implements DepthEngine {
    @Override
    public List<Answer> answer(List<Question> questions) {
      return questions.stream()
          .<Answer>map(
              question ->
                  new Answer.Measured(
                      spec.zeroM() + spec.metresPerPixel() * question.pixels().get(0).xPx(),
                      MeasuredKind.Z,
                      null,
                      questions.size()))
          .toList();
    }

    @Override
    public int batchSize() {
      return 1;
    }

    @Override
    public Grouping grouping() {
      return Grouping.FRAMES;
    }

    @Override
    public String device() {
      return "cpu";
    }

    @Override
    public void close() {}
  }
}
