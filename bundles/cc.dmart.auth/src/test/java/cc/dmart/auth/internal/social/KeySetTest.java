package cc.dmart.auth.internal.social;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import cc.dmart.api.model.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The keys of a provider that is slow, down, or never ends ({@code security.md} 5.6). */
class KeySetTest extends PlayedProviders {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private HttpServer slow;

    @BeforeEach
    void startSlow() throws IOException {
        slow = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        slow.setExecutor(pool);
        slow.createContext("/", this::trickle);
        slow.start();
    }

    @AfterEach
    void stopSlow() {
        go.countDown();
        slow.stop(0);
        pool.shutdownNow();
    }

    /** Sends the beginning of a body, and the rest when it is told to. */
    private void trickle(HttpExchange exchange) throws IOException {
        byte[] body = ANSWERS.get("/keys").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body, 0, 1);
        exchange.getResponseBody().flush();
        asked.countDown();
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        exchange.getResponseBody().write(body, 1, body.length - 1);
        exchange.close();
    }

    private static URI address(HttpServer of) {
        return URI.create("http://127.0.0.1:" + of.getAddress().getPort() + "/keys");
    }

    @Test
    void s5_6_knownKeysGoOnWhileTheProviderIsDown() throws Exception {
        KeySet keys = new KeySet(new Web(), address(server), world.clock);
        assertThat(keys.find("r")).isPresent();
        for (String broken : new String[] {"nonsense", "{}"}) {
            ANSWERS.put("/keys", broken);
            world.clock.advance(Duration.ofHours(2));
            assertThat(keys.find("r")).isPresent();
            assertThat(keys.find("r")).isPresent();
        }
        assertThat(ASKED).as("once in the first place, and not for every login").hasSize(3);
        world.clock.advance(Duration.ofHours(3));
        assertThatThrownBy(() -> keys.find("r")).isInstanceOf(SecurityException.class);
    }

    @Test
    void s5_6_aWithdrawnKeyEnds() throws Exception {
        KeySet keys = new KeySet(new Web(), address(server), world.clock);
        assertThat(keys.find("r")).isPresent();
        ANSWERS.put("/keys", "{\"keys\":[" + jwk("e", ec) + "]}");
        assertThat(keys.find("r")).isPresent();
        world.clock.advance(Duration.ofMinutes(61));
        assertThat(keys.find("r")).isEmpty();
        assertThat(keys.find("e")).isPresent();
    }

    @Test
    void s5_6_nobodyWaitsForOneWhoAsks() throws Exception {
        URI[] at = {address(server)};
        Web web = new Web() {
            @Override
            JsonObject get(URI address, Optional<String> bearer) throws IOException, InterruptedException {
                return super.get(at[0], bearer);
            }
        };
        KeySet keys = new KeySet(web, at[0], world.clock);
        assertThat(keys.find("r")).isPresent();
        world.clock.advance(Duration.ofMinutes(61));
        at[0] = address(slow);
        Future<Optional<KeySet.Key>> first = pool.submit(() -> keys.find("r"));
        assertTimeoutPreemptively(SOON, () -> {
            asked.await();
            assertThat(keys.find("e")).isPresent();
            go.countDown();
            assertThat(first.get()).isPresent();
        });
    }

    @Test
    void s5_6_keysThatNobodyHasAreAskedForOnceAMinute() throws Exception {
        KeySet keys = new KeySet(new Web(), address(server), world.clock);
        String answer = ANSWERS.put("/keys", "nonsense");
        for (String invented : new String[] {"x", "y"}) {
            assertThatThrownBy(() -> keys.find(invented)).isInstanceOf(IOException.class);
        }
        assertThat(ASKED).as("of a provider that was down from the beginning").hasSize(1);
        ANSWERS.put("/keys", "{\"keys\":[" + jwk("e", ec) + "]}");
        world.clock.advance(Duration.ofSeconds(61));
        assertThat(keys.find("e")).isPresent();
        assertThat(keys.find("x")).isEmpty();
        assertThat(ASKED).hasSize(2);
        ANSWERS.put("/keys", "nonsense");
        world.clock.advance(Duration.ofSeconds(61));
        for (String invented : new String[] {"x", "y", "z"}) {
            assertThatThrownBy(() -> keys.find(invented)).isInstanceOf(IOException.class);
            assertThat(keys.find("e")).isPresent();
        }
        assertThat(ASKED).as("while it is down").hasSize(3);
        ANSWERS.put("/keys", answer);
        world.clock.advance(Duration.ofSeconds(61));
        assertThat(keys.find("r")).as("a new key").isPresent();
        assertThat(ASKED).hasSize(4);
    }

    @Test
    void s5_6_aProviderThatIsDownIsAskedEveryTenSeconds() throws Exception {
        KeySet keys = new KeySet(new Web(), address(server), world.clock);
        String answer = ANSWERS.put("/keys", "nonsense");
        for (int round = 1; round <= 3; round++) {
            assertThatThrownBy(() -> keys.find("r")).isInstanceOf(IOException.class);
            world.clock.advance(Duration.ofSeconds(10));
            assertThatThrownBy(() -> keys.find("r")).isInstanceOf(IOException.class);
            assertThat(ASKED).as("in round %s", round).hasSize(round);
            world.clock.advance(Duration.ofMillis(1));
        }
        ANSWERS.put("/keys", answer);
        assertThat(keys.find("r")).as("it is up").isPresent();
        assertThat(ASKED).hasSize(4);
        world.clock.advance(Duration.ofSeconds(59));
        assertThat(keys.find("x")).isEmpty();
        assertThat(ASKED).as("once a minute while it answers").hasSize(4);
    }

    @Test
    void s5_6_whoWaitsAsksItselfWhenTheOneWhoAsksIsInterrupted() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        Web web = new Web() {
            @Override
            JsonObject get(URI address, Optional<String> bearer) throws IOException, InterruptedException {
                if (asked.getCount() == 0) {
                    return super.get(address, bearer);
                }
                asked.countDown();
                waiting.await();
                throw new InterruptedException();
            }
        };
        KeySet keys = new KeySet(web, address(server), world.clock);
        Future<Optional<KeySet.Key>> first = pool.submit(() -> keys.find("r"));
        asked.await();
        CompletableFuture<Optional<KeySet.Key>> second = new CompletableFuture<>();
        Thread other = new Thread(() -> {
            try {
                second.complete(keys.find("r"));
            } catch (IOException | InterruptedException e) {
                second.completeExceptionally(e);
            }
        });
        other.start();
        assertTimeoutPreemptively(SOON, () -> {
            while (other.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            waiting.countDown();
            assertThatThrownBy(first::get).hasCauseInstanceOf(InterruptedException.class);
            assertThat(second.get()).isPresent();
        });
    }

    @Test
    void s5_6_aReplyThatNeverEndsIsGivenUp() {
        Web web = new Web(Duration.ofMillis(300));
        assertTimeoutPreemptively(
                SOON,
                () -> assertThatThrownBy(() -> web.get(address(slow), Optional.empty()))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("in time"));
    }

    @Test
    void s5_6_aReplyThatIsTooLargeIsGivenUp() {
        ANSWERS.put("/keys", "\"" + "x".repeat(2 << 20) + "\"");
        assertThatThrownBy(() -> new Web().get(address(server), Optional.empty()))
                .isInstanceOf(IOException.class)
                .rootCause()
                .hasMessageContaining("more than");
    }
}
