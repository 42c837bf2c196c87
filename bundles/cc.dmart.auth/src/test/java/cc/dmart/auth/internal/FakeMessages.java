package cc.dmart.auth.internal;

import cc.dmart.api.model.OutgoingMessage;
import cc.dmart.api.model.SendResult;
import cc.dmart.api.service.MessageService;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps what was sent. Thread-safe. */
public final class FakeMessages implements MessageService {
    private static final Pattern CODE = Pattern.compile("\\b[0-9]{6}\\b");
    private static final Pattern INVITATION = Pattern.compile("invitation=([A-Za-z0-9_.-]+)");

    /** What was sent, in order. */
    public final List<OutgoingMessage> sent = new CopyOnWriteArrayList<>();

    /** What every message is answered. */
    public volatile SendResult result = SendResult.sent();

    @Override
    public SendResult send(OutgoingMessage message) {
        if (result.isSent()) {
            sent.add(message);
        }
        return result;
    }

    @Override
    public CompletableFuture<SendResult> submit(OutgoingMessage message) {
        return CompletableFuture.completedFuture(send(message));
    }

    @Override
    public CompletableFuture<SendResult> submit(Supplier<OutgoingMessage> message) {
        return submit(message.get());
    }

    @Override
    public Set<String> channels() {
        return Set.of("email", "sms");
    }

    /** The newest message. */
    public OutgoingMessage last() {
        return sent.get(sent.size() - 1);
    }

    private static String group(Pattern pattern, String text, int group) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("not in the message: " + text);
        }
        return matcher.group(group);
    }

    /** The code in the newest message. */
    public String code() {
        return group(CODE, last().text(), 0);
    }

    /** The invitation in the newest message. */
    public String invitation() {
        return group(INVITATION, last().text(), 1);
    }
}
