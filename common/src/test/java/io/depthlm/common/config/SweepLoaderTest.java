package io.depthlm.common.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.DeviceChoice;
import io.depthlm.common.engine.NumberChoice;
import io.depthlm.common.engine.baseline.ConstantSpec;
import io.depthlm.common.engine.baseline.ProbeSpec;
import io.depthlm.common.http.HttpSettings;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.PixelMode;
import io.depthlm.common.settings.Overrides;
import io.depthlm.common.settings.TextSource;
import io.depthlm.common.task.CompareAs;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.common.vlm.VlmSettings;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepLoaderTest {
  private final Map<String, String> files =
      new HashMap<>(
          Map.of(
              "conf/models/two.conf", "engine = constant\ndepth_m = 2.0\n",
              "conf/datasets/ibims1.conf", "title = iBims-1\ntruth_range_m = [0.005, 25]\n",
              "conf/prompts/default.conf",
                  "distance { marker = \"How far?\", coordinates = \"At {x}?\" }\n"));

  private LoadedSweep load(String text, String... overrides) {
    files.put("conf/sweeps/s.conf", text);
    TextSource source =
        uri -> {
          if (!files.containsKey(uri)) {
            throw new NoSuchFileException(uri);
          }
          return files.get(uri);
        };
    return new SweepLoader(source, List.of("home/conf"))
        .load("conf/sweeps/s.conf", List.of(overrides));
  }

  private static PromptConfig.Wording words(TaskKind task, String marker, String coordinates) {
    return new PromptConfig.Wording(
        new PromptTemplate(marker, task), new PromptTemplate(coordinates, task));
  }

  private static final String SMALL = "datasets = [ibims1]\nmodels = [two]\n";

  private String error(String text, String... overrides) {
    return assertThrows(UserError.class, () -> load(text, overrides)).getMessage();
  }

  @Test
  void defaults() {
    SweepConfig sweep = load(SMALL).sweep();
    assertEquals(
        new SweepConfig(
            "s",
            List.of(
                new DatasetConfig("ibims1", null, "iBims-1", new DatasetConfig.RangeM(0.005, 25))),
            List.of(new ModelConfig("two", new ConstantSpec(2), null, List.of())),
            List.of(TaskSpec.of(TaskKind.DISTANCE)),
            List.of(
                new PromptConfig(
                    "default",
                    new TreeMap<>(
                        Map.of(
                            TaskKind.DISTANCE, words(TaskKind.DISTANCE, "How far?", "At {x}?"))))),
            List.of("red_arrow"),
            List.of(FocalSetting.official(1000)),
            CompareAs.AS_LABELLED,
            new SelectConfig(new Subset.All(), new Subset.All()),
            new EvaluateConfig(1000, 1, 0.95),
            new PredictConfig(200_000, 10, 3, 0.01, 4, 1800),
            ImageLimits.DEFAULT),
        sweep);
  }

  @Test
  void fullMapping() {
    SweepConfig sweep =
        load("""
        name = full
        datasets = [{name = ibims1, split = test, title = Other, truth_range_m = [1, 2]}]
        models = [
          {like = two, name = three, depth_m = 3, recommended_focal_px = 750}
          {
            name = digest, engine = probe
            taught = [{marker = token, prompt = shown}, {marker = text, prompt = a}]
          }
          {
            name = m, engine = vlm, uri = "s3a://b/m", dtype = bf16, system_prompt = "hello you"
            max_new_tokens = 7, stop = [a, b], answer_prefix = c, batch_size = 2
            batch_tokens = 512, device = gpu
          }
        ]
        tasks = [{kind = speed, seconds = 3}]
        prompts = [{name = mine, speed {marker = a, coordinates = b}}]
        markers = [blue_cross, red_arrow]
        focal_px = [750, native]
        pixel_mode = square
        compare_as = radial
        select { frames = 10, points_per_frame = {sample = 5, seed = 9} }
        evaluate { bootstrap_replicates = 10, seed = 2, confidence = 0.9 }
        predict {
          chunk_rows = 1, chunk_minutes = 0.5, max_attempts = 2
          max_failed_fraction = 0.5, fetch_threads = 2, answer_timeout_s = 90
        }
        images { max_bytes = 2048, max_pixels = 99, max_side_px = 9 }
        """)
            .sweep();
    assertEquals(
        new SweepConfig(
            "full",
            List.of(new DatasetConfig("ibims1", "test", "Other", new DatasetConfig.RangeM(1, 2))),
            List.of(
                new ModelConfig("three", new ConstantSpec(3), 750.0, List.of()),
                new ModelConfig(
                    "digest",
                    new ProbeSpec(),
                    null,
                    List.of(new PointingConfig("token", "shown"), new PointingConfig("text", "a"))),
                new ModelConfig(
                    "m",
                    new VlmSettings(
                        "s3a://b/m",
                        NumberChoice.BF16,
                        SystemPrompt.given("hello you"),
                        7,
                        List.of("a", "b"),
                        "c",
                        2,
                        512,
                        DeviceChoice.GPU),
                    null,
                    List.of())),
            List.of(TaskSpec.speed(3)),
            List.of(
                new PromptConfig(
                    "mine",
                    new TreeMap<>(Map.of(TaskKind.SPEED, words(TaskKind.SPEED, "a", "b"))))),
            List.of("blue_cross", "red_arrow"),
            List.of(FocalSetting.square(750), new FocalSetting(null, PixelMode.SQUARE)),
            CompareAs.RADIAL,
            new SelectConfig(new Subset.First(10), new Subset.Sample(5, 9)),
            new EvaluateConfig(10, 2, 0.9),
            new PredictConfig(1, 0.5, 2, 0.5, 2, 90),
            new ImageLimits(2048, 99, 9)),
        sweep);
  }

  @Test
  void vlmDefaults() {
    VlmSettings vlm =
        (VlmSettings)
            load("datasets = [a]\nmodels = [{name = m, engine = vlm, uri = x}]")
                .sweep()
                .models()
                .get(0)
                .engine();
    assertEquals(
        new VlmSettings(
            "x",
            NumberChoice.AUTO,
            SystemPrompt.TEMPLATE,
            64,
            List.of("</answer>"),
            null,
            8,
            16_384,
            DeviceChoice.AUTO),
        vlm);
  }

  @Test
  void httpDefaultsAndFullMapping() {
    String least = "{name = e, engine = http, endpoints = [\"http://h:8000/v1/\"], model = m}";
    assertEquals(
        new HttpSettings(
            List.of("http://h:8000/v1"),
            "m",
            null,
            HttpSettings.Image.PNG,
            null,
            64,
            List.of(),
            HttpSettings.Output.TEXT,
            HttpSettings.Probabilities.UNASKED,
            null,
            "OPENAI_API_KEY",
            16,
            0,
            5,
            120,
            HttpSettings.Prices.UNKNOWN),
        load("datasets = [a]\nmodels = [" + least + "]").sweep().models().get(0).engine());
    String all =
        "{name = e, engine = http, endpoints = [\"https://a/v1\", \"https://b/v1\"], model = m,"
            + " system_prompt = s, image = jpeg, image_detail = low, max_new_tokens = 8,"
            + " stop = [x], extra_body = \"{}\", key_from = MY_KEY, concurrency = 2,"
            + " requests_per_minute = 60, max_requests = 1, timeout_seconds = 3, output = json,"
            + " log_probabilities = asked, prompt_price = 2.5, answer_price = 10,"
            + " spending_limit = 7}";
    assertEquals(
        new HttpSettings(
            List.of("https://a/v1", "https://b/v1"),
            "m",
            "s",
            HttpSettings.Image.JPEG,
            "low",
            8,
            List.of("x"),
            HttpSettings.Output.JSON,
            HttpSettings.Probabilities.ASKED,
            "{}",
            "MY_KEY",
            2,
            60,
            1,
            3,
            new HttpSettings.Prices(2.5, 10.0, 7.0)),
        load("datasets = [a]\nmodels = [" + all + "]").sweep().models().get(0).engine());
    for (String endpoint : List.of("ftp://h/v1", "h:8000", "http://h/v1?key=x", "/v1")) {
      assertTrue(
          error("datasets = [a]\nmodels = [" + least.replace("http://h:8000/v1/", endpoint) + "]")
              .contains("the URL of an endpoint"));
    }
  }

  @Test
  void aSpendingLimitNeedsPrices() {
    String entry =
        "{name = e, engine = http, endpoints = [\"http://h/v1\"], model = m, spending_limit = 7}";
    String message = error("datasets = [a]\nmodels = [" + entry + "]");
    assertTrue(message.contains("spending_limit needs prompt_price and answer_price"), message);
  }

  @Test
  void aSystemPromptIsNoneTheTemplatesOrWords() {
    assertEquals(SystemPrompt.NONE, systemPrompt("none"));
    assertEquals(SystemPrompt.TEMPLATE, systemPrompt("template"));
    assertEquals(SystemPrompt.given("None of it."), systemPrompt("\"None of it.\""));
    UserError blank = assertThrows(UserError.class, () -> systemPrompt("\" \""));
    assertTrue(blank.getMessage().contains("none, template, or a text"), blank.getMessage());
    assertThrows(UserError.class, () -> systemPrompt("3"));
  }

  private SystemPrompt systemPrompt(String value) {
    String text =
        "datasets = [a]\nmodels = [{name = m, engine = vlm, uri = x, system_prompt = %s}]";
    return ((VlmSettings) load(text.formatted(value)).sweep().models().get(0).engine())
        .systemPrompt();
  }

  @Test
  void oneSentenceReplacesThePrompts() {
    SweepConfig sweep = load(SMALL, "prompt.text=How far is it?").sweep();
    assertEquals(
        words(TaskKind.DISTANCE, "How far is it?", "How far is it?"),
        sweep.prompts().get(0).wordings().get(TaskKind.DISTANCE));
    assertEquals("custom", sweep.prompts().get(0).name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "predict { chunk_row = 5 }|conf/sweeps/s.conf:3: predict.chunk_row is not a known key"
            + "|did you mean 'chunk_rows'?",
        "focal = 5|conf/sweeps/s.conf:3: focal is not a known key|did you mean 'focal_px'?",
        "evaluate.seed = often|conf/sweeps/s.conf:3: evaluate.seed is \"often\""
            + "|expected a whole number",
        "evaluate.seed = 1.5|conf/sweeps/s.conf:3: evaluate.seed is 1.5|expected a whole number",
        "predict.chunk_rows = 0|conf/sweeps/s.conf:3: predict.chunk_rows is 0"
            + "|expected a whole number, from 1 to 200000 (rows)",
        "focal_px = [1000, 3]|conf/sweeps/s.conf:3: focal_px[1] is 3"
            + "|expected a number from 16 to 20000, or native",
        "focal_px = [750, 750]|conf/sweeps/s.conf:3: focal_px[1] is 750 a second time"
            + "|leave one of them out",
        "compare_as = zz|conf/sweeps/s.conf:3: compare_as is \"zz\""
            + "|expected one of z, radial, as_labelled",
        "markers = [red_arow]|conf/sweeps/s.conf:3: markers[0]: there is no marker 'red_arow'"
            + "|did you mean 'red_arrow'?",
        "tasks = [distanse]|conf/sweeps/s.conf:3: tasks[0]: there is no task 'distanse'"
            + "|did you mean 'distance'?",
        "tasks = [speed]|conf/sweeps/s.conf:3: tasks[0]: the task 'speed' needs seconds"
            + "|write {kind = speed, seconds = 3}",
        "tasks = [{kind = speed, seconds = 0}]|conf/sweeps/s.conf:3: tasks[0].seconds is 0"
            + "|expected a number, above 0",
        "tasks = [{kind = distance, seconds = 1}]"
            + "|conf/sweeps/s.conf:3: tasks[0].seconds is not a known key|known here: kind",
        "tasks = [{kind = speed, seconds = 1}]|conf/sweeps/s.conf: prompts: the prompt 'default'"
            + " has no text for the task 'speed'"
            + "|add the key 'speed' to conf/prompts/default.conf",
        "models = [twoo]|conf/sweeps/s.conf:3: models[0] names 'twoo', and there is no"
            + " models/twoo.conf|looked under conf, home/conf",
        "models = [{name = x, engine = vml}]"
            + "|conf/sweeps/s.conf:3: models[0].engine: there is no engine 'vml'"
            + "|did you mean 'vlm'?",
        "models = [{name = x, engine = constant}]|conf/sweeps/s.conf:3: models[0].depth_m is"
            + " missing|expected a number, above 0, at most 10000 (metres): the answer to every"
            + " question",
        "models = [{like = two, uri = x}]|conf/sweeps/s.conf:3: models[0].uri is not a known key"
            + "|known here: name, engine, recommended_focal_px, taught, depth_m",
        "models = [two, {like = two, depth_m = 3}]|conf/sweeps/s.conf: models: two entries are"
            + " called 'two'|give one of them another name",
        "select.frames = 0|conf/sweeps/s.conf:3: select.frames is 0"
            + "|expected all, a whole number from 1 (the first N), or {sample = N, seed = S}",
        "datasets = [{name = d, truth_range_m = [2, 1]}]"
            + "|conf/sweeps/s.conf:3: datasets[0].truth_range_m is [2,1]"
            + "|expected a list, not empty, each a number, [min, max] with 0 <= min < max (metres)",
        "predict { chunk_rows = |conf/sweeps/s.conf:3: the '{' here is never closed|add the"
            + " missing",
        "predict.chunk_rows = |conf/sweeps/s.conf:4: Expecting a value but got wrong token: end of"
            + " file|fix the HOCON syntax there",
        "name = ${HOME}|conf/sweeps/s.conf:3: Could not resolve substitution to a value: ${HOME}"
            + "|a ${key} must be defined in the file; the environment is not read",
        "prompt.text = \"how {fast}\"|conf/sweeps/s.conf:3: prompt.text: the prompt for task"
            + " 'distance' has the placeholder {fast}|there is no such placeholder",
        "s3.secret = 1|conf/sweeps/s.conf:3: s3 is not a known key|known here",
        "predict.api_key = 1|conf/sweeps/s.conf:3: predict.api_key looks like a credential"
            + "|configuration is written to the tables",
        "models = [{name = m, engine = vlm, uri = \"s3a://k:s@b/x\"}]|conf/sweeps/s.conf:3:"
            + " models[0].uri has a user name and secret inside the URI|leave them out",
      })
  void aFaultNamesFileLineAndKey(String line, String what, String remedy) {
    String message = error(SMALL + line + "\n");
    assertTrue(message.startsWith(what + "\n  " + remedy), message);
  }

  @Test
  void aFaultInAnEntryNamesItsOwnFile() {
    files.put("conf/models/two.conf", "engine = constant\ndepth_m = -1\n");
    assertEquals(
        """
        conf/models/two.conf:2: depth_m is -1
          expected a number, above 0, at most 10000 (metres)\
        """,
        error(SMALL));
  }

  @Test
  void aMissingKeyNamesTheFile() {
    assertEquals(
        """
        conf/sweeps/s.conf:1: datasets is missing
          expected a list, not empty, each the name of a data set, or {name = NAME, split = SPLIT}: \
        the data sets to ask about\
        """,
        error("models = [two]"));
  }

  @Test
  void overridesWinAndAreNamedInErrors() {
    assertEquals(
        List.of(FocalSetting.official(5000)), load(SMALL, "focal_px=[5000]").sweep().focals());
    assertEquals(7, load(SMALL, "evaluate.seed=5", "evaluate.seed=7").sweep().evaluate().seed());
    assertEquals(
        "--set focal_px=5000: focal_px is 5000", error(SMALL, "focal_px=5000").split("\n")[0]);
    assertEquals(
        "--set predict.rows=1: predict.rows is not a known key",
        error(SMALL + "predict.chunk_rows = 3", "predict.rows=1").split("\n")[0]);
    assertTrue(error(SMALL, "focal_px").startsWith("--set focal_px has no key and value"));
    assertTrue(error(SMALL, "focal_px=[1").startsWith("--set focal_px=[1 cannot be read"));
  }

  @Test
  void aUriOnTheCommandLineNeedsNoQuotes() {
    files.put("conf/models/v.conf", "engine = vlm\nuri = ${base}/m\nbase = x\n");
    String message = error("datasets = [a]\nmodels = [v]");
    assertTrue(message.startsWith("conf/models/v.conf:3: base is not a known key"), message);
    assertEquals("uri = \"s3a://b/x\"", Overrides.asHocon("uri=s3a://b/x"));
  }

  @Test
  void includesStayInTheFolderAndOffTheNetwork() {
    files.put("conf/sweeps/base.inc", "focal_px = [750]\nevaluate.seed = often\n");
    assertEquals(
        List.of(FocalSetting.official(750)),
        load(SMALL + "include \"base.inc\"\nevaluate.seed = 1").sweep().focals());
    assertEquals(
        "conf/sweeps/base.inc:2: evaluate.seed is \"often\"",
        error(SMALL + "include \"base.inc\"").split("\n")[0]);
    for (String include :
        List.of(
            "url(\"http://127.0.0.1:1/x.conf\")",
            "\"http://127.0.0.1:1/x.conf\"",
            "file(\"/etc/hosts\")",
            "classpath(\"reference.conf\")",
            "\"../models/two.conf\"",
            "\"/etc/hosts\"")) {
      String message = error(SMALL + "include " + include);
      assertTrue(message.contains("is refused"), message);
    }
    files.put("conf/sweeps/base.inc", "include \"base.inc\"\n");
    assertTrue(error(SMALL + "include \"base.inc\"").contains("is circular"));
  }

  @Test
  void theFingerprintIgnoresHowTheWorkIsCutUp() {
    String fingerprint = load(SMALL).fingerprint();
    assertEquals(fingerprint, load(SMALL, "predict.chunk_rows=10").fingerprint());
    assertEquals(fingerprint, load(SMALL + "focal_px = [1000]").fingerprint());
    assertNotEquals(fingerprint, load(SMALL, "focal_px=[750]").fingerprint());
    files.put("conf/models/two.conf", "engine = constant\ndepth_m = 2.5\n");
    assertNotEquals(fingerprint, load(SMALL).fingerprint());
  }

  @Test
  void passedAndEffective() {
    LoadedSweep loaded = load(SMALL + "# why", "focal_px=[750]");
    assertEquals(SMALL + "# why\nfocal_px = [750]\n", loaded.passed());
    assertTrue(loaded.effective().contains("\"depth_m\" : 2"), loaded.effective());
    assertTrue(loaded.effective().contains("\"chunk_rows\" : 200000"), loaded.effective());
    assertNull(load(SMALL).sweep().datasets().get(0).split());
  }

  @Test
  void namesAreLookedUpBesideTheSweepFirstAndAtHomeNext() {
    files.put("home/conf/models/two.conf", "engine = constant\ndepth_m = 9\n");
    files.put("home/conf/models/nine.conf", "engine = constant\ndepth_m = 9\n");
    List<ModelConfig> models = load("datasets = [a]\nmodels = [two, nine]").sweep().models();
    assertEquals(new ConstantSpec(2), models.get(0).engine());
    assertEquals(new ConstantSpec(9), models.get(1).engine());
  }
}
