package cc.dmart.itest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Directions and habits that the compiler does not check. That each rule finds what it forbids shows {@link RulesBiteTest}. */
class ArchitectureTest {
    static final ArchRule NO_CYCLES =
            slices().matching("cc.dmart.(**)").should().beFreeOfCycles();

    static final ArchRule ONLY_REST_SEES_JAX_RS = noClasses()
            .that()
            .resideOutsideOfPackage("cc.dmart.rest..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta.ws.rs..");

    static final ArchRule EDGES_SEE_SERVICES_ONLY = noClasses()
            .that()
            .resideInAnyPackage("cc.dmart.rest..", "cc.dmart.auth..", "cc.dmart.realtime..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("cc.dmart.core..", "cc.dmart.api.storage..", "cc.dmart.api.index..");

    /** There may be none at all. */
    static final ArchRule REFERENCES_IN_FIELDS_ARE_VOLATILE = fields().that()
            .areAnnotatedWith("org.osgi.service.component.annotations.Reference")
            .should()
            .haveModifier(JavaModifier.VOLATILE)
            .allowEmptyShould(true);

    /** The worker is a program of its own that is spoken to over its standard streams. */
    static final ArchRule NOBODY_PRINTS =
            noClasses().that().resideOutsideOfPackage("cc.dmart.jq.worker..").should(ACCESS_STANDARD_STREAMS);

    private static JavaClasses house;

    @BeforeAll
    static void read() {
        house = House.classes();
    }

    @Test
    void packagesHaveNoCycles() {
        NO_CYCLES.check(house);
    }

    @Test
    void onlyRestSeesJaxRs() {
        ONLY_REST_SEES_JAX_RS.check(house);
    }

    @Test
    void edgesSeeServicesOnly() {
        EDGES_SEE_SERVICES_ONLY.check(house);
    }

    @Test
    void referencesInFieldsAreVolatile() {
        REFERENCES_IN_FIELDS_ARE_VOLATILE.check(house);
    }

    @Test
    void nobodyPrints() {
        NOBODY_PRINTS.check(house);
    }

    /** One class of a bundle names its threads, bounds them and ends them. */
    @Test
    void onlyOneClassOfABundleMakesThreads() {
        assertThat(threadMakers(house).values())
                .isNotEmpty()
                .allSatisfy(types -> assertThat(types).hasSize(1));
    }

    /** The classes of each bundle that make threads. */
    static Map<String, Set<String>> threadMakers(JavaClasses classes) {
        Map<String, Set<String>> makers = new TreeMap<>();
        for (JavaClass type : classes) {
            type.getConstructorCallsFromSelf().stream()
                    .filter(call -> call.getTargetOwner().isEquivalentTo(Thread.class))
                    .forEach(call -> makers.computeIfAbsent(bundle(type), b -> new TreeSet<>())
                            .add(outermost(type)));
        }
        return makers;
    }

    private static String bundle(JavaClass type) {
        return type.getPackageName().replaceFirst("\\.internal.*", "");
    }

    private static String outermost(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "");
    }
}
