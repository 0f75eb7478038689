package io.depthlm.jobs.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The manifests of {@code deploy/kubernetes} against the operator's rules and our own. */
class ManifestsTest {
  private static final Path FOLDER = Path.of("../deploy/kubernetes");
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  /** Every document of a file, anchors resolved. */
  private static List<JsonNode> documents(Path file) throws IOException {
    List<JsonNode> documents = new ArrayList<>();
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    for (Object document : yaml.loadAll(Files.readString(file))) {
      documents.add(JSON.valueToTree(document));
    }
    return documents;
  }

  private static List<ObjectNode> applications() throws IOException {
    List<ObjectNode> applications = new ArrayList<>();
    for (Path file : files()) {
      for (JsonNode document : documents(file)) {
        if (document.path("apiVersion").asText().startsWith("sparkoperator")) {
          applications.add((ObjectNode) document);
        }
      }
    }
    assertTrue(applications.size() >= 3, "found " + applications.size());
    return applications;
  }

  private static JsonNode spec(JsonNode application) {
    JsonNode spec = application.path("spec");
    return spec.has("schedule") ? spec.path("template") : spec;
  }

  private static Set<String> faults(JsonNode document) throws IOException {
    try (InputStream in =
        ManifestsTest.class.getResourceAsStream("spark-operator-2.5.2.schema.json")) {
      JsonSchema schema =
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
      return schema.validate(document).stream()
          .map(ValidationMessage::getMessage)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void theOperatorTakesThem() throws IOException {
    for (ObjectNode application : applications()) {
      assertEquals(Set.of(), faults(application), application.path("metadata").toString());
    }
  }

  @Test
  void theRulesFindMistakes() throws IOException {
    for (Map.Entry<String, String> mistake :
        Map.of(
                "/spec/template/driver", "coreCount",
                "/spec/template/executor", "podName",
                "/spec/template", "sparkconf",
                "/spec", "cron",
                "/spec/template/restartPolicy", "retries",
                "/spec/template/executor/template/spec", "initContainer")
            .entrySet()) {
      ObjectNode application = applications().get(1);
      ((ObjectNode) application.at(mistake.getKey())).put(mistake.getValue(), "1");
      assertFalse(faults(application).isEmpty(), mistake.toString());
    }
    ObjectNode application = applications().get(1);
    ((ObjectNode) application.at("/spec/template")).remove("sparkVersion");
    assertTrue(
        faults(application).stream().anyMatch(f -> f.contains("sparkVersion")),
        faults(application).toString());
    application = applications().get(1);
    ((ObjectNode) application.at("/spec/template/sparkConf")).put("spark.ui.enabled", true);
    assertFalse(faults(application).isEmpty(), "settings are texts");
  }

  @Test
  void theyRunThisProgramAsThePomHasIt() throws IOException {
    String pom = Files.readString(Path.of("../pom.xml"));
    for (ObjectNode application : applications()) {
      JsonNode spec = spec(application);
      assertEquals("io.depthlm.jobs.cli.Main", spec.path("mainClass").asText());
      assertTrue(
          pom.contains("<spark.version>" + spec.path("sparkVersion").asText() + "</spark.version>"),
          spec.path("sparkVersion").asText());
    }
  }

  /** Configuration and secrets by name only; everything unprivileged. */
  @ParameterizedTest
  @MethodSource("files")
  void nothingSecretStandsInThem(Path file) throws IOException {
    String text = Files.readString(file).toLowerCase(Locale.ROOT);
    for (String word :
        List.of("secret_access", "secretaccess", "access.key", "password", "stringdata", "aws_")) {
      assertFalse(text.contains(word), file + " has " + word);
    }
    for (JsonNode document : documents(file)) {
      assertFalse(document.path("kind").asText().equals("Secret"), file.toString());
    }
  }

  @Test
  void everyPodRunsAsAnOrdinaryUser() throws IOException {
    for (ObjectNode application : applications()) {
      for (String role : List.of("driver", "executor")) {
        JsonNode pod = spec(application).path(role).path("template").path("spec");
        assertTrue(pod.at("/securityContext/runAsNonRoot").asBoolean(), role);
        assertEquals(
            "false",
            pod.at("/containers/0/securityContext/allowPrivilegeEscalation").asText(),
            role);
      }
    }
  }
}
