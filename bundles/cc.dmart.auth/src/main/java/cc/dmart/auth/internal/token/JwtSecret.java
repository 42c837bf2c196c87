package cc.dmart.auth.internal.token;

import cc.dmart.api.file.DurableFile;
import cc.dmart.auth.internal.AuthConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key of access tokens ({@code security.md} B1): the setting {@code jwt_secret}, or one generated once and kept in
 * {@code DMART_DATA/auth/jwt_secret} with mode 0600. The key is the UTF-8 bytes of that text. Thread-safe.
 */
public final class JwtSecret {
    private static final Logger LOG = LoggerFactory.getLogger(JwtSecret.class);
    private static final String AUTOGEN = "AUTOGEN";
    private static final int GENERATED_BYTES = 64;
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Set<String> SAMPLES = Set.of("abc", "secret", "changeme");

    private JwtSecret() {}

    /**
     * The key in use.
     *
     * @param minBytes shortest key that the algorithm admits
     * @throws IllegalArgumentException if the setting is too short or a known sample value
     * @throws IOException              if the generated key cannot be stored or read
     */
    public static byte[] current(AuthConfig config, int minBytes) throws IOException {
        String given = config.jwt_secret().strip();
        if (given.isEmpty() || given.equals(AUTOGEN)) {
            return generated(Path.of(config.data(), "auth", "jwt_secret"));
        }
        return checked("jwt_secret", given, minBytes);
    }

    /** The key before; empty if there is none. @throws IllegalArgumentException as {@link #current} */
    public static Optional<byte[]> previous(AuthConfig config, int minBytes) {
        String given = config.jwt_secret_previous().strip();
        return given.isEmpty() ? Optional.empty() : Optional.of(checked("jwt_secret_previous", given, minBytes));
    }

    private static byte[] checked(String key, String given, int minBytes) {
        byte[] bytes = given.getBytes(StandardCharsets.UTF_8);
        String lower = given.toLowerCase(Locale.ROOT);
        if (bytes.length < minBytes || SAMPLES.contains(lower) || lower.startsWith("change-me")) {
            throw new IllegalArgumentException(
                    key + ": a secret of at least " + minBytes + " bytes and no sample value expected");
        }
        return bytes;
    }

    /** Several parts ask when they start; one of them makes it. */
    private static synchronized byte[] generated(Path file) throws IOException {
        boolean there = Files.exists(file);
        if (there && Files.size(file) == 0) { // a power failure took the content; there is no key to lose
            LOG.warn("{} is empty: another key is generated, which logs everybody out", file);
            there = false;
        }
        if (!there) {
            byte[] random = new byte[GENERATED_BYTES];
            new SecureRandom().nextBytes(random);
            DurableFile.replace(file, Base64.getUrlEncoder().withoutPadding().encode(random), OWNER_ONLY);
            LOG.info("Generated the key of access tokens in {}", file);
        }
        byte[] text = Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
        if (text.length < GENERATED_BYTES) {
            throw new UncheckedIOException(new IOException(file + " is damaged: delete it to log everybody out"));
        }
        return text;
    }
}
