package cc.dmart.core.internal.event.board;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.OutgoingMessage;
import cc.dmart.api.model.OutgoingMessage.Receiver;
import cc.dmart.api.model.SendResult;
import cc.dmart.api.plugin.Notifier;
import cc.dmart.core.internal.event.LogLines;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NotifierBoardTest {
    private final NotifierBoard board = new NotifierBoard();
    private final List<String> sent = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        board.close();
    }

    private static OutgoingMessage message(String channel, boolean secret) {
        return message("m1", channel, secret);
    }

    private static OutgoingMessage message(String id, String channel, boolean secret) {
        Receiver receiver = Receiver.ofEmail("lina", "lina@example.com");
        return new OutgoingMessage(
                id, channel, "otp", receiver, "Code", "123456", Optional.empty(), JsonObject.EMPTY, secret);
    }

    private Notifier named(String name) {
        return m -> {
            sent.add(name + " " + m.text());
            return SendResult.sent();
        };
    }

    @Test
    void theHighestRankingOfTheChannelSends() {
        Notifier better = named("better");
        board.addNotifier(named("other"), Map.of("dmart.channel", "sms", "service.ranking", 9), "c");
        board.addNotifier(named("log"), Map.of("dmart.channel", "email"), "a");
        board.addNotifier(better, Map.of("dmart.channel", "email", "service.ranking", 5), "b");
        assertThat(board.send(message("email", true)).isSent()).isTrue();
        board.removeNotifier(better);
        assertThat(board.send(message("email", true)).isSent()).isTrue();
        assertThat(sent).containsExactly("better 123456", "log 123456");
        assertThat(board.channels()).containsExactlyInAnyOrder("email", "sms");
    }

    @Test
    void withoutANotifierTheChannelIsMissing() {
        board.addNotifier(named("nameless"), Map.of(), "a");
        assertThat(board.send(message("email", false)).status()).isEqualTo(SendResult.Status.NO_CHANNEL);
        assertThat(board.channels()).isEmpty();
    }

    @Test
    void failuresAreResultsAndNeverQuoteASecret() {
        Notifier throwing = m -> {
            throw new IllegalStateException("cannot send " + m.text());
        };
        board.addNotifier(throwing, Map.of("dmart.channel", "email"), "a");
        SendResult open = board.send(message("email", false));
        SendResult secret = board.send(message("email", true));
        assertThat(open.status()).isEqualTo(SendResult.Status.FAILED);
        assertThat(open.detail()).contains("cannot send 123456");
        assertThat(secret.status()).isEqualTo(SendResult.Status.FAILED);
        assertThat(secret.detail()).doesNotContain("123456");
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILED", "DEFERRED", "REFUSED"})
    void whatIsNotSentNeverQuotesASecret(SendResult.Status status) {
        board.addNotifier(m -> new SendResult(status, "not " + m.text()), Map.of("dmart.channel", "email"), "a");
        assertThat(board.send(message("email", false))).isEqualTo(new SendResult(status, "not 123456"));
        SendResult secret = board.send(message("email", true));
        assertThat(secret.status()).isEqualTo(status);
        assertThat(secret.detail()).isNotEmpty().doesNotContain("123456");
    }

    @Test
    void receiversThatAreNotTakenDoNotEndTheChannel() {
        List<SendResult> answers = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 10; i++) {
            answers.add(SendResult.deferred("full"));
            answers.add(SendResult.refused("unknown"));
        }
        board.addNotifier(
                m -> answers.isEmpty() ? SendResult.sent() : answers.remove(0), Map.of("dmart.channel", "email"), "a");
        for (int i = 0; i < 20; i++) {
            assertThat(board.send(message("email", true)).isSent()).isFalse();
        }
        assertThat(board.send(message("email", true)).isSent()).isTrue();
    }

    @Test
    void aNotifierWithoutAResultHasFailed() {
        board.addNotifier(m -> null, Map.of("dmart.channel", "email"), "a");
        assertThat(board.send(message("email", false)).status()).isEqualTo(SendResult.Status.FAILED);
    }

    @Test
    void aSlowNotifierCostsItsBudgetOnly() {
        CountDownLatch never = new CountDownLatch(1);
        Notifier slow = m -> {
            never.await();
            return SendResult.sent();
        };
        board.addNotifier(slow, Map.of("dmart.channel", "email", "dmart.timeout.ms", 50), "a");
        assertThat(board.send(message("email", false)).detail()).contains("50 ms");
    }

    @Test
    void submitDoesNotWait() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        Notifier waiting = m -> {
            open.await();
            return SendResult.sent();
        };
        board.addNotifier(waiting, Map.of("dmart.channel", "email"), "a");
        var result = board.submit(message("email", false));
        assertThat(result).isNotDone();
        open.countDown();
        assertThat(result.get(10, TimeUnit.SECONDS).isSent()).isTrue();
    }

    @Test
    void whoWaitsForAMessageHearsOfAnError() throws Exception {
        var result = board.submit(() -> {
            throw new NoClassDefFoundError("made up");
        });
        assertThat(result.get(10, TimeUnit.SECONDS).status()).isEqualTo(SendResult.Status.FAILED);
    }

    /** Nothing of it is stored. */
    @Test
    void whatIsNotSentAtTheEndIsNamedInTheLog() throws Exception {
        CountDownLatch asked = new CountDownLatch(8);
        CountDownLatch never = new CountDownLatch(1);
        Notifier waiting = m -> {
            asked.countDown();
            never.await();
            return SendResult.sent();
        };
        board.addNotifier(waiting, Map.of("dmart.channel", "email"), "a");
        List<CompletableFuture<SendResult>> results = new ArrayList<>();
        List<String> told;
        try (LogLines lines = new LogLines(NotifierBoard.class)) {
            for (int i = 1; i <= 10; i++) {
                results.add(board.submit(message("m" + i, "email", true)));
            }
            results.add(board.submit(() -> message("made", "email", true)));
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
            board.close();
            results.add(board.submit(message("late", "email", true)));
            for (CompletableFuture<SendResult> result : results) {
                assertThat(result.get(20, TimeUnit.SECONDS)).isEqualTo(SendResult.failed("The server is stopping"));
            }
            told = lines.all();
        }
        String reason = " (FAILED): The server is stopping";
        assertThat(told)
                .contains(
                        "Nobody was asked to send email message m9 (otp) to lina" + reason,
                        "Nobody was asked to send email message m10 (otp) to lina" + reason,
                        "Nobody was asked to send a message that has yet to be made" + reason,
                        "Nobody was asked to send email message late (otp) to lina" + reason)
                .filteredOn(line ->
                        line.matches("Notifier of a did not send email message m\\d \\(otp\\) to lina.*stopping"))
                .hasSize(8);
        assertThat(told).noneMatch(line -> line.contains("123456"));
    }
}
