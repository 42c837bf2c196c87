package cc.dmart.auth.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.UserType;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.Digest;
import cc.dmart.auth.internal.MovableClock;
import cc.dmart.auth.internal.TestConfig;
import cc.dmart.auth.internal.store.RowFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTableTest {
    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock();
    private final AtomicBoolean diskFails = new AtomicBoolean();
    private SessionTable table;

    private void start(Object... settings) throws IOException {
        AuthConfig config = TestConfig.of(data, settings);
        table = SessionTables.open(new RowFile(config, clock), config, clock, diskFails);
    }

    private void restart(Object... settings) throws IOException {
        table.close();
        start(settings);
    }

    @AfterEach
    void stop() throws IOException {
        table.close();
    }

    @Test
    void s1_4_aBotKeepsItsThousandNewestSessions() throws IOException {
        start("max_sessions_per_user", 1);
        Session first = open("robot", "t0", UserType.BOT);
        Session second = open("robot", "t1", UserType.BOT);
        for (int i = 2; i <= 1000; i++) {
            open("robot", "t" + i, UserType.BOT);
        }
        assertThat(first.isEnded()).isTrue();
        assertThat(second.isEnded()).isFalse();
        assertThat(table.ofAccount("robot")).hasSize(1000);
    }

    @Test
    void s2_4_sessionsOfThoseWhoDoNotComeBackAreForgotten() throws IOException {
        start();
        open("gone", "t0", UserType.WEB);
        clock.advance(Duration.ofHours(2));
        open("here", "t1", UserType.WEB);
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void anInterruptedThreadDoesNotStopLogins() throws IOException {
        start();
        Thread.currentThread().interrupt();
        Session first = open("sara", "t0", UserType.WEB);
        assertThat(Thread.interrupted()).isTrue();
        table.end(first);
        open("sara", "t1", UserType.WEB);
        restart();
        assertThat(table.find(Digest.of("t0"))).isEmpty();
        assertThat(table.find(Digest.of("t1"))).isPresent();
    }

    private Session open(String user, String token, UserType type) {
        return open(user, "u-" + user, token, type);
    }

    private Session open(String user, String account, String token, UserType type) {
        clock.advance(Duration.ofSeconds(1));
        return table.open(new Session.Start(
                user,
                account,
                type,
                Session.Origin.PASSWORD,
                token,
                clock.millis() + (type == UserType.BOT ? 360_000_000 : 3_600_000),
                Optional.of("firebase"),
                "10.0.0.1",
                "agent"));
    }

    private List<String> alive(String... tokens) {
        return Stream.of(tokens)
                .filter(t -> table.find(Digest.of(t)).isPresent())
                .toList();
    }

    private Path file() {
        return data.resolve("auth/sessions.jsonl");
    }

    @Test
    void s2_4_sessionsSurviveARestart() throws IOException {
        start();
        open("sara", "t1", UserType.WEB);
        table.end(open("sara", "t2", UserType.WEB));
        restart();
        assertThat(alive("t1", "t2")).containsExactly("t1");
        assertThat(table.find(Digest.of("t1")).orElseThrow().shortname()).isEqualTo("sara");
    }

    @Test
    void s2_4_theFileIsOfTheOwnerAloneAndHoldsNoToken() throws IOException {
        start();
        open("sara", "the-token-itself", UserType.WEB);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file()))
                .contains(Digest.of("the-token-itself").hex())
                .doesNotContain("the-token-itself");
    }

    @Test
    void s2_4_aTornLineIsDropped() throws IOException {
        start();
        open("sara", "t1", UserType.WEB);
        Files.writeString(file(), "{\"id\":\"half", StandardOpenOption.APPEND);
        restart();
        open("sara", "t2", UserType.WEB);
        restart();
        assertThat(alive("t1", "t2")).containsExactly("t1", "t2");
    }

    @Test
    void s2_6_sessionsOfAnEarlierAccountOfTheNameEnd() throws IOException {
        start();
        open("sara", "u-1", "t1", UserType.WEB);
        open("omar", "u-2", "o1", UserType.WEB);
        restart();
        assertThat(table.find(Digest.of("t1")).orElseThrow().account()).isEqualTo("u-1");
        open("sara", "u-3", "t2", UserType.WEB);
        assertThat(alive("t1", "t2", "o1")).containsExactly("t2", "o1");
    }

    @Test
    void s2_6_theOldestSessionsMakeRoom() throws IOException {
        start("max_sessions_per_user", 2);
        for (String token : List.of("t1", "t2", "t3")) {
            open("sara", token, UserType.WEB);
        }
        open("omar", "o1", UserType.WEB);
        assertThat(alive("t1", "t2", "t3", "o1")).containsExactly("t2", "t3", "o1");
    }

    @Test
    void s2_6_oneSessionMeansOne() throws IOException {
        start("max_sessions_per_user", 1);
        Session first = open("sara", "t1", UserType.MOBILE);
        open("sara", "t2", UserType.MOBILE);
        assertThat(first.isEnded()).isTrue();
        assertThat(alive("t1", "t2")).containsExactly("t2");
    }

    @Test
    void s1_4_botsAndZeroAreNotLimited() throws IOException {
        start("max_sessions_per_user", 1);
        open("bot", "b1", UserType.BOT);
        open("bot", "b2", UserType.BOT);
        assertThat(alive("b1", "b2")).hasSize(2);
        table.accountDisabled("bot");
        assertThat(alive("b1", "b2")).as("a bot can be shut out").isEmpty();
        restart("max_sessions_per_user", 0);
        for (int i = 0; i < 20; i++) {
            open("sara", "t" + i, UserType.WEB);
        }
        assertThat(alive("t0", "t19")).hasSize(2);
    }

    @Test
    void s2_6_eventsOfTheAccountEndItsSessions() throws IOException {
        start();
        Session sara = open("sara", "t1", UserType.WEB);
        open("omar", "o1", UserType.WEB);
        table.passwordChanged("sara");
        assertThat(sara.isEnded()).isTrue();
        open("sara", "t2", UserType.WEB);
        table.accountDisabled("sara");
        assertThat(alive("t1", "t2", "o1")).containsExactly("o1");
        restart("logout_on_pwd_change", false);
        table.passwordChanged("omar");
        assertThat(alive("t1", "t2", "o1")).containsExactly("o1");
    }

    @Test
    void s2_4_useIsNotedOnceAMinute() throws IOException {
        start();
        Session session = open("sara", "t1", UserType.WEB);
        long begun = session.lastUsedAt();
        clock.advance(Duration.ofSeconds(59));
        table.touch(session);
        assertThat(session.lastUsedAt()).isEqualTo(begun);
        clock.advance(Duration.ofSeconds(1));
        table.touch(session);
        assertThat(session.lastUsedAt()).isEqualTo(begun + 60_000);
        restart();
        assertThat(table.find(Digest.of("t1")).orElseThrow().lastUsedAt()).isEqualTo(begun + 60_000);
    }

    @Test
    void s2_4_theFileIsCompacted() throws IOException {
        start("max_sessions_per_user", 1);
        for (int i = 0; i < 700; i++) {
            open("sara", "t" + i, UserType.WEB);
        }
        assertThat(Files.readAllLines(file())).hasSizeLessThan(1010);
        assertThat(alive("t698", "t699")).containsExactly("t699");
        restart();
        assertThat(alive("t0", "t698", "t699")).containsExactly("t699");
    }

    @Test
    void s2_4_expiredSessionsAreForgottenAtStart() throws IOException {
        start();
        open("sara", "t1", UserType.WEB);
        clock.advance(Duration.ofHours(2));
        restart();
        assertThat(alive("t1")).isEmpty();
    }

    @Test
    void s2_4_aDiskThatFailsDoesNotKeepAnybodyFromReading() throws IOException {
        start();
        Session session = open("sara", "t1", UserType.WEB);
        clock.advance(Duration.ofMinutes(2));
        diskFails.set(true);
        table.touch(session);
        assertThat(table.isHealthy()).isFalse();
        assertThat(session.lastUsedAt()).isEqualTo(clock.millis());
        diskFails.set(false);
        open("sara", "t2", UserType.WEB);
        assertThat(table.isHealthy()).isTrue();
    }

    @Test
    void s2_4_whatEndedWhileTheDiskFailedIsStoredLater() throws IOException {
        start();
        Session session = open("sara", "t1", UserType.WEB);
        diskFails.set(true);
        assertThatThrownBy(() -> table.end(session)).isInstanceOf(DmartException.Unavailable.class);
        assertThat(session.isEnded()).isTrue();
        assertThat(table.isHealthy()).isFalse();
        diskFails.set(false);
        open("omar", "o1", UserType.WEB);
        restart();
        assertThat(alive("t1", "o1")).containsExactly("o1");
    }

    @Test
    void s2_4_whatEndedWhileTheDiskFailedIsStoredAtTheEnd() throws IOException {
        start();
        Session session = open("sara", "t1", UserType.WEB);
        open("omar", "o1", UserType.WEB);
        diskFails.set(true);
        assertThatThrownBy(() -> table.end(session)).isInstanceOf(DmartException.Unavailable.class);
        diskFails.set(false);
        restart();
        assertThat(alive("t1", "o1")).containsExactly("o1");
    }

    @Test
    void s2_4_theFileIsCompactedBetweenLoginsToo() throws IOException {
        start();
        Session session = open("robot", "t1", UserType.BOT);
        for (int i = 0; i < 1100; i++) {
            clock.advance(Duration.ofMinutes(1));
            table.touch(session);
        }
        assertThat(Files.readAllLines(file())).hasSizeLessThan(1010);
    }
}
