package cc.dmart.httptests.contract;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a server signs with {@link World#JWT_SECRET}, made here, so that a test needs not wait until it is old. */
final class Signed {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Signed() {}

    /** An access token ({@code security.md} 2.1) that ends so many seconds after 1970 began. */
    static String token(String shortname, long ends) {
        String text = encoded("{alg:'HS256', typ:'JWT'}") + "."
                + encoded("{data:{shortname:'" + shortname + "', type:'web'}, expires:" + ends + ", iat:"
                        + (ends - 3600) + ", exp:" + ends + "}");
        return text + "." + BASE64.encodeToString(hmac(Row.utf8(World.JWT_SECRET), text));
    }

    private static String encoded(String json) {
        return BASE64.encodeToString(Row.utf8(Json.strict(json)));
    }

    /** The content of a code of an entry ({@code http-api.md} 7), whose place is {@code type/space/subpath/shortname}. */
    static String qr(long time, String at) {
        return time + "." + HexFormat.of().formatHex(hmac(derived("qr"), time + "." + at));
    }

    /** A key made by HKDF-SHA256, RFC 5869: no salt, one block. */
    private static byte[] derived(String label) {
        return hmac(hmac(new byte[32], World.JWT_SECRET), label + "\u0001");
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
