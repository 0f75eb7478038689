package io.depthlm.jobs;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which package of this module may import which; jobs never import one another. */
class PackageOrderTest {
  private static final String ROOT = "io.depthlm.jobs";

  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          Map.entry("tables", Set.of()),
          Map.entry("rows", Set.of("tables")),
          Map.entry("spark", Set.of("tables", "rows", "meter")),
          Map.entry("run", Set.of("tables", "rows", "spark")),
          Map.entry("synth", Set.of("tables", "rows", "spark")),
          Map.entry("ingest", Set.of("tables", "rows", "spark")),
          Map.entry("train", Set.of("tables", "rows", "spark", "run")),
          Map.entry("ask", Set.of("tables", "rows", "spark")),
          Map.entry("plan", Set.of("tables", "rows", "spark")),
          Map.entry("meter", Set.of()),
          Map.entry("predict", Set.of("tables", "rows", "spark", "run", "meter")),
          Map.entry("ml", Set.of("tables", "rows", "spark", "predict")),
          Map.entry("scoring", Set.of("tables", "rows", "spark")),
          Map.entry("evaluate", Set.of("tables", "rows", "spark", "scoring")),
          Map.entry("compare", Set.of("tables", "rows", "spark", "run", "scoring")),
          Map.entry("report", Set.of("tables", "rows", "spark", "run")),
          Map.entry("maintain", Set.of("tables", "rows", "spark")),
          Map.entry("sql", Set.of("tables", "rows", "spark")),
          // the stages in a row
          Map.entry(
              "sweep", Set.of("tables", "rows", "spark", "run", "plan", "predict", "evaluate")),
          // the same stages, one by one with a clock
          Map.entry("bench", Set.of("tables", "rows", "spark", "run", "ingest", "plan", "predict")),
          Map.entry(
              "cli",
              Set.of(
                  "tables",
                  "rows",
                  "spark",
                  "run",
                  "synth",
                  "train",
                  "ask",
                  "bench",
                  "ingest",
                  "plan",
                  "predict",
                  "scoring",
                  "evaluate",
                  "compare",
                  "report",
                  "maintain",
                  "sql",
                  "sweep")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter().withImportOption(PackageOrderTest::isMain).importPackages(ROOT);

  @Test
  void everyPackageIsDeclared() {
    Set<String> undeclared =
        CLASSES.stream().map(PackageOrderTest::part).collect(Collectors.toCollection(TreeSet::new));
    undeclared.removeAll(MAY_IMPORT.keySet());
    assertEquals(Set.of(), undeclared, "declare it in this test and in CONTRIBUTING.md");
  }

  @Test
  void packagesImportOnlyWhatIsBelowThem() {
    MAY_IMPORT.forEach(
        (part, below) -> {
          DescribedPredicate<JavaClass> allowed =
              describe(
                  "are outside this module, of the package itself or of " + new TreeSet<>(below),
                  c ->
                      !c.getPackageName().startsWith(ROOT)
                          || part(c).equals(part)
                          || below.contains(part(c)));
          classes()
              .that()
              .resideInAPackage(ROOT + "." + part + "..")
              .should()
              .onlyDependOnClassesThat(allowed)
              .allowEmptyShould(true)
              .check(CLASSES);
        });
  }

  @Test
  void onlyMainEndsTheProcess() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".cli.Main")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  @Test
  void jobsReachTheModelThroughTheEngineOnly() {
    noClasses().should().dependOnClassesThat().resideInAnyPackage("ai.djl..").check(CLASSES);
  }

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
