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

/** Directions and habits that the compiler does not check. */
class ArchitectureTest {
    private static JavaClasses house;

    @BeforeAll
    static void read() {
        house = House.classes();
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(house);
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching("cc.dmart.(**)").should().beFreeOfCycles());
    }

    @Test
    void onlyRestSeesJaxRs() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("cc.dmart.rest..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.ws.rs.."));
    }

    @Test
    void edgesSeeServicesOnly() {
        check(noClasses()
                .that()
                .resideInAnyPackage("cc.dmart.rest..", "cc.dmart.auth..", "cc.dmart.realtime..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("cc.dmart.core..", "cc.dmart.api.storage..", "cc.dmart.api.index.."));
    }

    @Test
    void referencesInFieldsAreVolatile() {
        check(fields().that()
                .areAnnotatedWith("org.osgi.service.component.annotations.Reference")
                .should()
                .haveModifier(JavaModifier.VOLATILE));
    }

    @Test
    void nobodyPrints() {
        // the worker is a program of its own that is spoken to over its standard streams
        check(noClasses().that().resideOutsideOfPackage("cc.dmart.jq.worker..").should(ACCESS_STANDARD_STREAMS));
    }

    /** One class of a bundle names its threads, bounds them and ends them. */
    @Test
    void onlyOneClassOfABundleMakesThreads() {
        Map<String, Set<String>> makers = new TreeMap<>();
        for (JavaClass type : house) {
            type.getConstructorCallsFromSelf().stream()
                    .filter(call -> call.getTargetOwner().isEquivalentTo(Thread.class))
                    .forEach(call -> makers.computeIfAbsent(bundle(type), b -> new TreeSet<>())
                            .add(outermost(type)));
        }
        assertThat(makers.values()).allSatisfy(types -> assertThat(types).hasSize(1));
    }

    private static String bundle(JavaClass type) {
        return type.getPackageName().replaceFirst("\\.internal.*", "");
    }

    private static String outermost(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "");
    }
}
