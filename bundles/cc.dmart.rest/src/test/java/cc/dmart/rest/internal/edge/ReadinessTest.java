package cc.dmart.rest.internal.edge;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.service.HealthIndicator;
import cc.dmart.api.service.HealthIndicator.State;
import java.util.ArrayList;
import java.util.List;
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

    private final Part storage = new Part("storage");
    private final Part deploy = new Part("deploy");
    private final Part other = new Part("plugins");
    private final Readiness readiness = new Readiness();

    ReadinessTest() {
        readiness.indicators = List.of(storage, new Part("index"), new Part("auth"), new Part("core"), deploy, other);
        readiness.routed();
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
