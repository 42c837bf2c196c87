package cc.dmart.auth.internal.session;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.UserType;
import cc.dmart.auth.internal.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A session: one issued token ({@code security.md} 2.4). Times are in milliseconds since the epoch. Thread-safe: the facts are
 * final, the rest are volatile marks of {@link Sessions} and of the one who verified the token.
 */
public final class Session {
    /** How a session began. */
    public enum Origin {
        /** By password. */
        PASSWORD("password"),
        /** By one-time code. */
        OTP("otp"),
        /** By invitation. */
        INVITATION("invitation"),
        /** By another identity provider. */
        SOCIAL("social"),
        /** By registration. */
        REGISTER("register");

        private final String text;

        Origin(String text) {
            this.text = text;
        }
    }

    /** Longest name of a device and longest push token, in characters ({@code security.md} 1.7). */
    public static final int DEVICE_LIMIT = 512;

    private static final int TEXT_LIMIT = 256;

    private final Digest token;
    private final String shortname;
    private final String account;
    private final boolean bot;
    private final long createdAt;
    private final long expiresAt;
    private volatile JsonObject row;
    private volatile long lastUsedAt;
    private volatile boolean ended;
    private volatile long verifiedUntil;
    private volatile long accountCheckedAt;

    private Session(Digest token, JsonObject row, long lastUsedAt) {
        this.token = token;
        this.row = row;
        this.shortname = row.string("shortname").orElse("");
        this.account = row.string("account").orElse("");
        this.bot = row.string("type").flatMap(UserType::of).orElse(UserType.WEB) == UserType.BOT;
        this.createdAt = number(row, "created_at");
        this.expiresAt = number(row, "expires_at");
        this.lastUsedAt = lastUsedAt;
    }

    /**
     * What a new session is made from.
     *
     * @param account uuid of the account
     */
    public record Start(
            String shortname,
            String account,
            UserType type,
            Origin origin,
            String token,
            long expiresAt,
            Optional<String> firebaseToken,
            String ip,
            String userAgent) {}

    static Session begin(Start start, long now) {
        Digest digest = Digest.of(start.token());
        JsonObject row = JsonObject.builder()
                .put("id", UUID.randomUUID().toString())
                .put("shortname", start.shortname())
                .put("account", start.account())
                .put("type", start.type().wire())
                .put("token_hash", digest.hex())
                .put("created_at", now)
                .put("expires_at", start.expiresAt())
                .put("origin", start.origin().text)
                .putIfPresent("firebase_token", start.firebaseToken())
                .put("ip", bounded(start.ip()))
                .put("user_agent", bounded(start.userAgent()))
                .build();
        return new Session(digest, row, now);
    }

    /** Reads a stored row; empty if a part is missing. */
    static Optional<Session> of(JsonObject row) {
        return row.string("token_hash")
                .flatMap(Digest::parse)
                .filter(d -> row.string("shortname").isPresent())
                .map(d -> new Session(d, row, Math.max(number(row, "created_at"), number(row, "last_used_at"))));
    }

    private static String bounded(String text) {
        return text.length() > TEXT_LIMIT ? text.substring(0, TEXT_LIMIT) : text;
    }

    private static long number(JsonObject row, String name) {
        return row.number(name).map(JsonNumber::longValue).orElse(0L);
    }

    String line() {
        JsonObject now = row.with("last_used_at", JsonNumber.of(lastUsedAt));
        return new String(JsonCodec.write(now), StandardCharsets.UTF_8);
    }

    /** The token, as its hash. */
    public Digest token() {
        return token;
    }

    /** Its own id, which is no secret. */
    public String id() {
        return row.string("id").orElse("");
    }

    /** Whether the password was the proof; otherwise a message to the account's owner, another provider or a registration was. */
    public boolean isByPassword() {
        return row.string("origin").orElse("").equals(Origin.PASSWORD.text);
    }

    void firebaseToken(String token) {
        row = row.toBuilder().put("firebase_token", token).build();
    }

    /** What its owner may see of it; times in seconds since the epoch. */
    public JsonObject shown() {
        JsonObject.Builder out = JsonObject.builder()
                .put("id", id())
                .put("created_at", createdAt / 1000)
                .put("last_used_at", lastUsedAt / 1000)
                .put("expires_at", expiresAt / 1000);
        for (String name : List.of("origin", "ip", "user_agent")) {
            out.put(name, row.string(name).orElse(""));
        }
        return out.build();
    }

    /** Name of the account. */
    public String shortname() {
        return shortname;
    }

    /** Uuid of the account: its name may be that of another one later. */
    public String account() {
        return account;
    }

    /** Whether the account is a bot: never idle, not counted. */
    public boolean isBot() {
        return bot;
    }

    /** When it began. */
    public long createdAt() {
        return createdAt;
    }

    /** When the token ends. */
    public long expiresAt() {
        return expiresAt;
    }

    /** Last use, to the minute. */
    public long lastUsedAt() {
        return lastUsedAt;
    }

    void usedAt(long now) {
        lastUsedAt = now;
    }

    /** Whether it was revoked. */
    public boolean isEnded() {
        return ended;
    }

    void markEnded() {
        ended = true;
    }

    /** Whether the token's signature and claims were verified since the server started, and still hold. */
    public boolean isVerified(long now) {
        return now < verifiedUntil;
    }

    /** Remembers until when the token is right. */
    public void markVerified(long until) {
        verifiedUntil = until;
    }

    /** When the account was last seen to be active; 0 = not yet. */
    public long accountCheckedAt() {
        return accountCheckedAt;
    }

    /** Remembers when the account was seen to be active. */
    public void accountChecked(long now) {
        accountCheckedAt = now;
    }
}
