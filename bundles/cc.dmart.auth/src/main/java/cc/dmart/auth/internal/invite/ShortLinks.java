package cc.dmart.auth.internal.invite;

import cc.dmart.api.model.JsonObject;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.Digest;
import cc.dmart.auth.internal.Settings;
import cc.dmart.auth.internal.store.Rows;
import cc.dmart.auth.internal.token.DerivedKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Short links to addresses of this server ({@code security.md} 5.4): 144 bits that nobody can guess. What is stored is their
 * hash, and the target encrypted under a key that is made of them: whoever reads the file cannot follow a link. Thread-safe.
 */
public final class ShortLinks {
    private static final int ID_BYTES = 18;
    private static final int ID_LENGTH = 24;
    private static final int TAG_BITS = 128;
    private static final int NONCE_BYTES = 12;

    private final SecureRandom random = new SecureRandom();
    private final Rows rows;
    private final Clock clock;
    private final long lifeMs;

    ShortLinks(Rows rows, AuthConfig config, Clock clock) {
        this.rows = rows;
        this.clock = clock;
        lifeMs = 1000L * Settings.inRange("url_shorter_expires", config.url_shorter_expires(), 60, 31_536_000);
    }

    /**
     * A short link.
     *
     * @param key of its row
     */
    record ShortLink(String id, String key) {}

    private static String key(String id) {
        return "link:" + Digest.of(id).hex();
    }

    /** A new link. */
    ShortLink shorten(String target) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = id(bytes);
        rows.put(key(id), row(id, target), clock.millis() + lifeMs);
        return new ShortLink(id, key(id));
    }

    /**
     * The one link to a target, however often it is asked for; it lives at least half of its life from now on.
     *
     * @param names what ids are made with; a secret
     */
    ShortLink shorten(String target, DerivedKey names) {
        byte[] signature = HexFormat.of().parseHex(names.sign(target));
        String id = id(Arrays.copyOf(signature, ID_BYTES));
        JsonObject data = row(id, target);
        long now = clock.millis();
        rows.change(
                key(id),
                false,
                row -> row.filter(r -> r.expiresAt() >= now + lifeMs / 2)
                        .or(() -> Optional.of(new Rows.Row(data, now + lifeMs))));
        return new ShortLink(id, key(id));
    }

    private static String id(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static JsonObject row(String id, String target) {
        return JsonObject.builder().put("to", encrypt(id, target)).build();
    }

    private static String encrypt(String id, String target) {
        byte[] bytes = crypt(Cipher.ENCRYPT_MODE, id, target.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String decrypt(String id, String text) {
        return new String(crypt(Cipher.DECRYPT_MODE, id, Base64.getDecoder().decode(text)), StandardCharsets.UTF_8);
    }

    /** Each key encrypts one text, so the nonce may be a constant. */
    private static byte[] crypt(int mode, String id, byte[] text) {
        byte[] key = HexFormat.of().parseHex(Digest.of("key of the link " + id).hex());
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, new byte[NONCE_BYTES]));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a short link could not be read or written", e);
        }
    }

    Optional<String> find(String id) {
        return id.length() == ID_LENGTH
                ? rows.find(key(id)).flatMap(row -> row.data().string("to")).map(text -> decrypt(id, text))
                : Optional.empty();
    }
}
