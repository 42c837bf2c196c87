package cc.dmart.auth.internal.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** The Argon2 function. One run takes as much heap as its memory parameter says. Thread-safe. */
final class Argon2 {
    private Argon2() {}

    /** The tag of a password for the parameters and salt of a hash, as long as the tag in it. */
    static byte[] tag(Phc hash, String password, HashMemory memory) {
        byte[] secret = password.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[hash.tag().length];
        memory.begin(hash);
        try {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(type(hash.variant()))
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(hash.memoryKib())
                    .withIterations(hash.iterations())
                    .withParallelism(hash.parallelism())
                    .withSalt(hash.salt())
                    .withBlockPool(memory)
                    .build());
            generator.generateBytes(secret, out);
            return out;
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** Whether a password fits a hash; compared in constant time. */
    static boolean fits(Phc hash, String password, HashMemory memory) {
        return MessageDigest.isEqual(tag(hash, password, memory), hash.tag());
    }

    private static int type(Phc.Variant variant) {
        return switch (variant) {
            case D -> Argon2Parameters.ARGON2_d;
            case I -> Argon2Parameters.ARGON2_i;
            case ID -> Argon2Parameters.ARGON2_id;
        };
    }
}
