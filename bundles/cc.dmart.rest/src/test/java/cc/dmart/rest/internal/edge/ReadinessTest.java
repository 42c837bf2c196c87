package cc.dmart.rest.internal.edge;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.service.HealthIndicator;
import cc.dmart.api.service.HealthIndicator.State;
import cc.dmart.rest.internal.resource.TestConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When requests are served, and what each of them asks for that. */
class ReadinessTest {
    private static final class Part implements HealthIndicator {
        private final String name;
        private State state = State.OK;
        private int asked;

        Part(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public State state() {
            asked++;
            return state;
        }
    }

    private boolean standing = true;
    private final Readiness.Guard guard = () -> standing;
    private final Part storage = new Part("storage");
    private final Part deploy = new Part("deploy");
    private final Part other = new Part("plugins");
    private final CurrentRules rules = EdgeParts.rules(TestConfig.of(Map.of()));
    private final Readiness readiness = new Readiness(rules);

    ReadinessTest() {
        readiness.indicators = List.of(storage, new Part("index"), new Part("auth"), new Part("core"), deploy, other);
        readiness.routed(guard);
    }

    @Test
    void pluginsOfTheStartAreWaitedForOnceAndOtherLinesAreNotAsked() {
        deploy.state = State.DOWN;
        assertThat(readiness.isReady()).isFalse();
        deploy.state = State.WARN;
        assertThat(readiness.isReady()).isTrue();
        int asked = deploy.asked;
        deploy.state = State.DOWN;
        other.state = State.DOWN;
        assertThat(readiness.isReady()).isTrue();
        assertThat(deploy.asked).isEqualTo(asked);
        assertThat(other.asked).isZero();
    }

    @Test
    void s5_14_b5_withoutRulesOrGuardNothingIsServed() {
        EdgeRules last = rules.rules;
        rules.rules = null;
        assertThat(readiness.isReady()).isFalse();
        rules.rules = last;
        assertThat(readiness.isReady()).isTrue();
        standing = false;
        assertThat(readiness.isReady()).isFalse();
        standing = true;
        readiness.unguarded(() -> true);
        assertThat(readiness.isReady()).as("another one went").isTrue();
        readiness.unguarded(guard);
        assertThat(readiness.isReady()).isFalse();
    }

    @Test
    void everyPartMustBeThereAndUp() {
        assertThat(readiness.isReady()).isTrue();
        storage.state = State.DOWN;
        assertThat(readiness.isReady()).isFalse();
        storage.state = State.WARN;
        assertThat(readiness.isReady()).isTrue();
        List<HealthIndicator> without = new ArrayList<>(readiness.indicators);
        without.remove(storage);
        readiness.indicators = List.copyOf(without);
        assertThat(readiness.isReady()).isFalse();
    }
}
