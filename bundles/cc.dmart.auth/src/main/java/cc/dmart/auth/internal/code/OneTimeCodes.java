package cc.dmart.auth.internal.code;

import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.Settings;
import cc.dmart.auth.internal.store.Rows;
import cc.dmart.auth.internal.store.Rows.Row;
import cc.dmart.auth.internal.token.DerivedKey;
import cc.dmart.auth.internal.token.JwtSecret;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * One-time codes ({@code security.md} 5.3): six digits for one address and one purpose, kept as a keyed hash, good for five
 * tries. A code is taken by the operation that uses it, before it does anything, and put back if it fails: of two at the same
 * time one succeeds. Thread-safe.
 */
@Component(
        service = OneTimeCodes.class,
        configurationPid = AuthConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AuthConfig.class)
public final class OneTimeCodes {
    private static final int TRIES = 5;
    private static final int PER_DAY = 10;
    private static final long DAY_MS = 86_400_000;
    private static final int RANGE = 1_000_000;
    private static final int SHORTEST_KEY = 32;

    private final SecureRandom random = new SecureRandom();
    private final Rows rows;
    private final Clock clock;
    private final DerivedKey key;
    private final long lifeMs;
    private final long gapMs;
    private final boolean strict;

    /** A code that was taken, to be put back if it was of no use. */
    public record Slip(String key, Row row) {}

    /**
     * Whether another code may be sent to an address.
     *
     * @param waitSeconds  time to wait, till the next day begins if there were too many; 0 = none
     * @param dayExhausted whether there were too many today
     */
    public record Quota(long waitSeconds, boolean dayExhausted) {
        /** Whether it may. */
        public boolean isFree() {
            return waitSeconds == 0 && !dayExhausted;
        }
    }

    /** Checks the settings and the key. @throws IOException if the generated key cannot be stored or read */
    @Activate
    public OneTimeCodes(@Reference Rows rows, AuthConfig config) throws IOException {
        this(rows, config, Clock.systemUTC());
    }

    /** The same with another clock. @throws IOException if the generated key cannot be stored or read */
    public OneTimeCodes(Rows rows, AuthConfig config, Clock clock) throws IOException {
        this.rows = rows;
        this.clock = clock;
        key = new DerivedKey(JwtSecret.current(config, SHORTEST_KEY), "otp");
        lifeMs = 1000L * Settings.inRange("otp_token_ttl", config.otp_token_ttl(), 30, 600);
        gapMs = 1000L * Settings.inRange("allow_otp_resend_after", config.allow_otp_resend_after(), 0, 86_400);
        strict = config.otp_strict_purpose();
    }

    /** Six random digits. */
    public String draw() {
        return String.format("%06d", random.nextInt(RANGE));
    }

    /** Asks to send a message to an address and counts it if the answer is yes. Messages of all purposes count together. */
    public Quota claim(String address) {
        return claim("sent:" + address, gapMs);
    }

    /** The same for another kind of message with a gap of its own. */
    public Quota claim(String counter, long gap) {
        AtomicReference<Quota> answer = new AtomicReference<>(new Quota(0, false));
        rows.change(counter, false, row -> {
            long now = clock.millis();
            JsonObject data = row.map(Row::data).orElse(JsonObject.EMPTY);
            long wait = row.isEmpty() ? 0 : Math.max(0, number(data, "at") + gap - now);
            long count = number(data, "count");
            boolean exhausted = count >= PER_DAY;
            if (exhausted) {
                wait = row.map(Row::expiresAt).orElse(now) - now;
            }
            if (wait > 0 || exhausted) {
                answer.set(new Quota((wait + 999) / 1000, exhausted));
                return row;
            }
            JsonObject next =
                    JsonObject.builder().put("at", now).put("count", count + 1).build();
            return Optional.of(new Row(next, row.map(Row::expiresAt).orElse(now + DAY_MS)));
        });
        return Objects.requireNonNull(answer.get());
    }

    /** Takes a claim back: the message did not leave. */
    public void unclaim(String address) {
        rows.change(
                "sent:" + address,
                false,
                row -> row.map(r -> new Row(
                        JsonObject.builder()
                                .put("at", 0)
                                .put("count", Math.max(0, number(r.data(), "count") - 1))
                                .build(),
                        r.expiresAt())));
    }

    private static long number(JsonObject data, String name) {
        return data.number(name).map(JsonNumber::longValue).orElse(0L);
    }

    private String rowKey(Purpose purpose, String address) {
        return "otp:" + (strict ? purpose.name() : "ANY") + ":" + address;
    }

    /** Keeps a code; an older one for the same address and purpose is dead. */
    public void keep(Purpose purpose, String address, String code) {
        String rowKey = rowKey(purpose, address);
        JsonObject data = JsonObject.builder()
                .put("code", key.sign(rowKey + ":" + code))
                .put("tries", 0)
                .build();
        rows.put(rowKey, data, clock.millis() + lifeMs);
    }

    /** Forgets a code. */
    public void drop(Purpose purpose, String address) {
        rows.take(rowKey(purpose, address));
    }

    /**
     * Takes a code if it is right. A wrong one counts; the fifth ends the code.
     *
     * @param given as sent; Arabic digits count as digits
     */
    public Optional<Slip> take(Purpose purpose, String address, String given) {
        String rowKey = rowKey(purpose, address);
        String code = normal(given);
        AtomicReference<Optional<Slip>> taken = new AtomicReference<>(Optional.empty());
        rows.change(rowKey, true, row -> {
            if (row.isEmpty()) {
                return row;
            }
            JsonObject data = row.get().data();
            if (key.isSigned(rowKey + ":" + code, data.string("code").orElse(""))) {
                taken.set(Optional.of(new Slip(rowKey, row.get())));
                return Optional.empty();
            }
            long tries = number(data, "tries") + 1;
            return tries >= TRIES
                    ? Optional.empty()
                    : Optional.of(new Row(
                            data.toBuilder().put("tries", tries).build(),
                            row.get().expiresAt()));
        });
        return Objects.requireNonNull(taken.get());
    }

    /** Puts a code back, unless there is a newer one. */
    public void putBack(Slip slip) {
        rows.change(slip.key(), false, row -> row.or(() -> Optional.of(slip.row())));
    }

    /** The code in ASCII digits. */
    static String normal(String given) {
        StringBuilder out = new StringBuilder(given.length());
        for (int i = 0; i < given.length(); i++) {
            char c = given.charAt(i);
            out.append(c >= 0x0660 && c <= 0x0669 ? (char) ('0' + c - 0x0660) : c);
        }
        return out.toString();
    }
}
