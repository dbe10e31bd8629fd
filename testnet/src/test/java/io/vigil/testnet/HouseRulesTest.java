package io.vigil.testnet;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.Random;

/** The house of DESIGN §1 and the rules of CONTRIBUTING, checked over the compiled classes of every module. */
@AnalyzeClasses(
        packages = "io.vigil",
        importOptions = {ImportOption.DoNotIncludeTests.class, HouseRulesTest.WithoutTestJars.class})
class HouseRulesTest {
    /** A module's test classes come to others as a jar, which no other option leaves out. */
    static final class WithoutTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar") && !location.contains("/test-classes/");
        }
    }

    private static final String[] PURE_ROOTS = {
        "io.vigil.types",
        "io.vigil.consensus",
        "io.vigil.consensus.safety",
        "io.vigil.consensus.certificates",
        "io.vigil.consensus.validators",
        "io.vigil.consensus.pacing",
        "io.vigil.vm",
        "io.vigil.vm.state",
        "io.vigil.vm.transaction",
        "io.vigil.vm.instruction",
        "io.vigil.governance..",
        "io.vigil.deposits",
        "io.vigil.timesync",
        "io.vigil.storage",
        "io.vigil.storage.trie"
    };

    @ArchTest
    static final ArchRule typesKnowNobody = noClasses()
            .that()
            .resideInAPackage("io.vigil.types..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.vigil..").and(not(resideInAPackage("io.vigil.types.."))));

    @ArchTest
    static final ArchRule consensusKnowsTypesAlone = knowsOnly("consensus", "types");

    @ArchTest
    static final ArchRule governanceKnowsTypesAlone = knowsOnly("governance", "types");

    @ArchTest
    static final ArchRule timesyncKnowsTypesAlone = knowsOnly("timesync", "types");

    @ArchTest
    static final ArchRule storageKnowsTypesAlone = knowsOnly("storage", "types");

    @ArchTest
    static final ArchRule vmKnowsTypesAndStorage = knowsOnly("vm", "types", "storage");

    @ArchTest
    static final ArchRule depositsKnowTypesAndStorage = knowsOnly("deposits", "types", "storage");

    @ArchTest
    static final ArchRule nothingBelowKnowsCliOrTestnet = noClasses()
            .that(resideInAPackage("io.vigil..").and(not(resideInAnyPackage("io.vigil.cli..", "io.vigil.testnet.."))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vigil.cli..", "io.vigil.testnet..");

    @ArchTest
    static final ArchRule packagesFormNoCircles =
            slices().matching("io.vigil.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTestnetBreaksNodes = noClasses()
            .that(resideInAPackage("io.vigil..")
                    .and(not(resideInAnyPackage("io.vigil.node", "io.vigil.node.process", "io.vigil.testnet.."))))
            .should()
            .dependOnClassesThat(nameMatching("io\\.vigil\\.node\\.Faults"));

    @ArchTest
    static final ArchRule onlyRocksImportsRocksDb = noClasses()
            .that(resideInAPackage("io.vigil..").and(not(resideInAPackage("io.vigil.storage.rocks.."))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.rocksdb..");

    @ArchTest
    static final ArchRule generatedWireClassesStayInWire = noClasses()
            .that(resideInAPackage("io.vigil..").and(not(resideInAPackage("..wire.."))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.google.protobuf..");

    @ArchTest
    static final ArchRule coresReadNoClock = noClasses()
            .that()
            .resideInAnyPackage(PURE_ROOTS)
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callConstructor(Random.class);

    @ArchTest
    static final ArchRule coresMakeNoThreads = noClasses()
            .that()
            .resideInAnyPackage(PURE_ROOTS)
            .should()
            .dependOnClassesThat(nameMatching("java\\.lang\\.Thread|java\\.util\\.concurrent\\.Executors"));

    @ArchTest
    static final ArchRule noStaticMutableState = fields().that()
            .areStatic()
            .and()
            .areDeclaredInClassesThat()
            .resideInAPackage("io.vigil..")
            .and()
            .areDeclaredInClassesThat()
            .resideOutsideOfPackage("..wire..")
            .should()
            .beFinal();

    @ArchTest
    static final ArchRule namesSayWhatTheyAre = classes()
            .that()
            .resideInAPackage("io.vigil..")
            .and()
            .resideOutsideOfPackage("..wire..")
            .should()
            .haveNameNotMatching(
                    ".*\\.(Abstract|Base)[A-Z]\\w*|.*(Manager|Helper|Utils?|Impl|Service|Handler|Provider|Factory|Wrapper)");

    private static ArchRule knowsOnly(String module, String... others) {
        String[] allowed = new String[others.length + 1];
        allowed[0] = "io.vigil." + module + "..";
        for (int i = 0; i < others.length; i++) {
            allowed[i + 1] = "io.vigil." + others[i] + "..";
        }
        return noClasses()
                .that()
                .resideInAPackage("io.vigil." + module + "..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.vigil..").and(not(resideInAnyPackage(allowed))))
                .allowEmptyShould(true);
    }
}
