package cc.dmart.core.internal.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.service.HealthIndicator.State;
import cc.dmart.api.service.PasswordHashing;
import cc.dmart.core.internal.query.Defaults;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoreReadinessTest {
    private static final Locator DMART = Locator.of("management", "users", "dmart", ResourceType.USER);

    private final AccountWorld world = new AccountWorld();
    private final CountDownLatch mayHash = new CountDownLatch(1);

    @AfterEach
    void close() {
        mayHash.countDown();
        world.close();
    }

    private CoreReadiness start(Map<String, Object> settings) {
        return new CoreReadiness(world.entries, world.store, world.editor, new HeldHashes(), Defaults.with(settings));
    }

    private void forgetPassword() {
        world.start(Map.of("admin_password", "Correct9Horse"));
        world.editor.edit(Caller.system("dmart"), DMART, "test", meta -> meta.without("password"));
    }

    @Test
    void theStartGoesOnBesideTheHashAndIsReadyWithIt() throws InterruptedException {
        forgetPassword();
        CoreReadiness readiness = start(Map.of("admin_password", "Battery9Staple"));
        assertThat(readiness.state()).isEqualTo(State.DOWN);
        assertThat(world.user("dmart").string("password")).isEmpty();
        mayHash.countDown();
        readiness.stop();
        assertThat(readiness.state()).isEqualTo(State.OK);
        assertThat(world.user("dmart").string("password")).contains("hash:Battery9Staple");
    }

    @Test
    void withAPasswordItIsReadyAtOnceAndHashesNothing() throws InterruptedException {
        world.start(Map.of("admin_password", "Correct9Horse"));
        CoreReadiness readiness = start(Map.of("admin_password", "Battery9Staple"));
        assertThat(readiness.state()).isEqualTo(State.OK);
        readiness.stop();
        assertThat(world.user("dmart").string("password")).contains("hash:Correct9Horse");
    }

    @Test
    void aHashThatFailsLeavesItDown() throws InterruptedException {
        forgetPassword();
        CoreReadiness readiness = start(Map.of("admin_password", "fail Battery9Staple"));
        mayHash.countDown();
        readiness.stop();
        assertThat(readiness.state()).isEqualTo(State.DOWN);
        assertThat(world.user("dmart").string("password")).isEmpty();
    }

    @Test
    void s5_14_b3_aPasswordThatBreaksTheRulesIsRefusedWhereItIsNeeded() throws InterruptedException {
        assertThatThrownBy(() -> start(Map.of("admin_password", "short")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("admin_password: ");
        assertThat(world.store.find(DMART))
                .as("no account with another password")
                .isEmpty();
        forgetPassword();
        assertThatThrownBy(() -> start(Map.of("admin_password", "short"))).isInstanceOf(IllegalArgumentException.class);
        world.start(Map.of("admin_password", "Correct9Horse"));
        CoreReadiness readiness = start(Map.of("admin_password", "short"));
        assertThat(readiness.state()).isEqualTo(State.OK);
        readiness.stop();
    }

    /** Waits until it may. */
    private final class HeldHashes implements PasswordHashing {
        private final PasswordHashing plain = new AccountWorld.PlainHashes();

        @Override
        public String hash(String password, Collection<String> names) {
            try {
                mayHash.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (password.startsWith("fail")) {
                throw new IllegalStateException("no memory for a hash");
            }
            return plain.hash(password, names);
        }

        @Override
        public boolean isAcceptable(String password, Collection<String> names) {
            return plain.isAcceptable(password, names);
        }

        @Override
        public boolean isUsable(String stored) {
            return plain.isUsable(stored);
        }
    }
}
