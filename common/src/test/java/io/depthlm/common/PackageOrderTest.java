package io.depthlm.common;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package of this module may import which; a new package is declared here first. */
class PackageOrderTest {
  private static final String ROOT = "io.depthlm.common";

  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          Map.entry("core", Set.of()),
          Map.entry("text", Set.of()),
          Map.entry("settings", Set.of("core")),
          Map.entry("geometry", Set.of("core")),
          Map.entry("imaging", Set.of("core", "geometry")),
          Map.entry("task", Set.of("core", "geometry")),
          Map.entry("metrics", Set.of("core", "geometry")),
          Map.entry("dataset", Set.of("core", "geometry", "imaging")),
          Map.entry("synth", Set.of("core", "geometry", "imaging")),
          Map.entry("render", Set.of("core", "text", "geometry", "imaging")),
          Map.entry("engine", Set.of("core", "geometry", "imaging", "task", "settings")),
          Map.entry(
              "vlm", Set.of("core", "geometry", "imaging", "task", "settings", "engine", "config")),
          Map.entry(
              "dense",
              Set.of("core", "geometry", "imaging", "task", "settings", "engine", "config", "vlm")),
          Map.entry("http", Set.of("core", "geometry", "imaging", "task", "settings", "engine")),
          Map.entry("config", Set.of("core", "geometry", "imaging", "task", "settings", "engine")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter().withImportOption(PackageOrderTest::isMain).importPackages(ROOT);

  @Test
  void everyPackageIsDeclared() {
    Set<String> found =
        CLASSES.stream().map(PackageOrderTest::part).collect(Collectors.toCollection(TreeSet::new));
    Set<String> undeclared = new TreeSet<>(found);
    undeclared.removeAll(MAY_IMPORT.keySet());
    assertEquals(Set.of(), undeclared, "declare it in this test and in CONTRIBUTING.md");
  }

  @Test
  void packagesImportOnlyWhatIsBelowThem() {
    MAY_IMPORT.forEach((part, below) -> order(part, below).check(CLASSES));
  }

  /** The rule has teeth: imaging does use geometry. */
  @Test
  void aForbiddenImportIsSeen() {
    AssertionError error =
        assertThrows(AssertionError.class, () -> order("imaging", Set.of()).check(CLASSES));
    assertEquals(true, error.getMessage().contains("io.depthlm.common.geometry"));
  }

  /** Packages of model families below {@code vlm}. */
  private static final Set<String> FAMILIES =
      CLASSES.stream()
          .filter(c -> c.isAssignableTo(ROOT + ".vlm.family.ModelFamily"))
          .filter(c -> !c.getModifiers().contains(JavaModifier.ABSTRACT))
          .map(c -> c.getPackageName().substring((ROOT + ".vlm.").length()))
          .collect(Collectors.toCollection(TreeSet::new));

  /** The registry is a resource file, so that not even it is code that names a family. */
  @Test
  void nothingNamesAModelFamilyNotEvenAnother() {
    assertTrue(FAMILIES.containsAll(Set.of("qwen2_5", "pixtral", "qwen3_vl")), FAMILIES::toString);
    for (String family : FAMILIES) {
      String own = ROOT + ".vlm." + family;
      noClasses()
          .that()
          .resideOutsideOfPackage(own + "..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(own + "..")
          .check(CLASSES);
    }
  }

  /** Engines are found in the registry: their contract and configuration do not name them. */
  @Test
  void nothingNamesAnEngineButItsOwnPackage() {
    Set<String> found = new TreeSet<>();
    CLASSES.stream()
        .filter(c -> c.isAssignableTo(ROOT + ".engine.EngineFactory") && !c.isInterface())
        .forEach(c -> found.add(c.getPackageName()));
    assertTrue(found.contains(ROOT + ".engine.baseline"), found::toString);
    for (String engine : found) {
      noClasses()
          .that()
          .resideOutsideOfPackages(
              engine + "..",
              // dense networks are computed by what vlm has around PyTorch
              engine.equals(ROOT + ".vlm") ? ROOT + ".dense.." : engine + "..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(engine + "..")
          .check(CLASSES);
    }
  }

  /** The contract knows none of the packages around it, and these know the contract alone. */
  @Test
  void partsOfTheEngineKnowItsContractAlone() {
    Set<String> parts = Set.of("host", "frames", "baseline");
    for (String part : parts) {
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".engine..")
          .and()
          .resideOutsideOfPackage(ROOT + ".engine." + part)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + ".engine." + part)
          .check(CLASSES);
    }
  }

  /** Below the contract, parts of {@code vlm} know it only in their own part. */
  @Test
  void onlyFamiliesAndTheContractKnowTheWholeContract() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            Stream.concat(Stream.of("family"), FAMILIES.stream())
                .map(part -> ROOT + ".vlm." + part + "..")
                .toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".vlm.family..")
        .check(CLASSES);
  }

  @Test
  void onlyVlmAndDenseKnowDjl() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".vlm..", ROOT + ".dense..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl..")
        .check(CLASSES);
  }

  /** Who starts it around this class starts it with threads that nobody limited. */
  @Test
  void onlyTorchRuntimeStartsPyTorch() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".vlm.torch.TorchRuntime")
        .should()
        .callMethodWhere(is("ai.djl.engine.Engine", "getEngine"))
        .orShould()
        .callMethodWhere(is("ai.djl.ndarray.NDManager", "newBaseManager"))
        .check(CLASSES);
  }

  @Test
  void nothingHereKnowsSpark() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "io.delta..", "scala..")
        .check(CLASSES);
  }

  @Test
  void nothingHereEndsTheProcess() {
    noClasses().should().callMethod(System.class, "exit", int.class).check(CLASSES);
  }

  private static DescribedPredicate<JavaMethodCall> is(String owner, String method) {
    return describe(
        owner + "." + method,
        call -> call.getTargetOwner().getName().equals(owner) && call.getName().equals(method));
  }

  private static ArchRule order(String part, Set<String> below) {
    DescribedPredicate<JavaClass> allowed =
        describe(
            "are outside the project, of the package itself or of " + new TreeSet<>(below),
            c ->
                !c.getPackageName().startsWith("io.depthlm")
                    || part(c).equals(part)
                    || below.contains(part(c)));
    return classes()
        .that()
        .resideInAPackage(ROOT + "." + part + "..")
        .should()
        .onlyDependOnClassesThat(allowed)
        .allowEmptyShould(true);
  }

  /** The package's name below the root, without its own sub-packages. */
  private static String part(JavaClass c) {
    String name = c.getPackageName();
    if (!name.startsWith(ROOT + ".")) {
      return name;
    }
    String rest = name.substring(ROOT.length() + 1);
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }

  /** Whether a class is not one of the tests: those lie beside this one, whatever built them. */
  private static boolean isMain(Location location) {
    return !location.contains(
        PackageOrderTest.class.getProtectionDomain().getCodeSource().getLocation().getPath());
  }
}
