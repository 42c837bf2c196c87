package cc.dmart.auth.internal.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key of its own for one purpose, made from the key of the tokens by HKDF-SHA256 (RFC 5869, no salt, one block), so that what it
 * signs is worth nothing elsewhere. Thread-safe.
 */
public final class DerivedKey {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 32;

    private final SecretKeySpec key;

    /** @param label the purpose */
    public DerivedKey(byte[] secret, String label) {
        byte[] seed = hmac(new SecretKeySpec(new byte[BYTES], ALGORITHM), secret);
        byte[] info = (label + "\u0001").getBytes(StandardCharsets.UTF_8);
        key = new SecretKeySpec(hmac(new SecretKeySpec(seed, ALGORITHM), info), ALGORITHM);
    }

    private static byte[] hmac(SecretKeySpec key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** Signature of a text, lower-case hex. */
    public String sign(String text) {
        return HexFormat.of().formatHex(hmac(key, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether a signature is that of a text; compared in constant time. */
    public boolean isSigned(String text, String signature) {
        return MessageDigest.isEqual(
                sign(text).getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.UTF_8));
    }
}
