package cc.dmart.core.internal.account;

import cc.dmart.api.service.PasswordHashing;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.ManagementSpace;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first password of the account {@code dmart} ({@code security.md} B3, B4). Not thread-safe. */
final class FirstPassword {
    private static final Logger LOG = LoggerFactory.getLogger(FirstPassword.class);
    private static final List<String> NAMES = List.of(ManagementSpace.ADMIN.value());
    private static final Logger START = LoggerFactory.getLogger("dmart.start");
    private static final String SMALL = "abcdefghijkmnpqrstuvwxyz";
    private static final String CAPITAL = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    private static final String DIGIT = "23456789";
    private static final int LENGTH = 20;

    private final PasswordHashing hashing;
    private final String setting;
    private final boolean generates;

    FirstPassword(PasswordHashing hashing, CoreConfig config) {
        this.hashing = hashing;
        this.setting = config.admin_password();
        this.generates = config.generate_admin_password();
    }

    /** Whether the setting can be used: it does not break the rules for passwords, or is not set. */
    boolean isLegal() {
        return setting.isEmpty() || hashing.isAcceptable(setting, NAMES);
    }

    /** The password of the setting; empty if there is none. */
    Optional<String> given() {
        return Optional.of(setting).filter(text -> !text.isEmpty());
    }

    /** A new random password, shown once. */
    String generate() {
        SecureRandom random = new SecureRandom();
        String all = SMALL + CAPITAL + DIGIT;
        StringBuilder out = new StringBuilder();
        out.append(pick(CAPITAL, random)).append(pick(DIGIT, random));
        while (out.length() < LENGTH) {
            out.append(pick(all, random));
        }
        START.info("Password of dmart (shown once): {}", out);
        return out.toString();
    }

    private static char pick(String from, SecureRandom random) {
        return from.charAt(random.nextInt(from.length()));
    }

    /** Whether somebody can log in with what is stored. */
    boolean isUsable(Optional<String> stored) {
        return stored.filter(hashing::isUsable).isPresent();
    }

    /**
     * The hash to store in an existing folder; empty if the stored one is usable, or if there is nothing to store: then one
     * warning says how to set it.
     */
    Optional<String> needed(Optional<String> stored) {
        if (isUsable(stored)) {
            return Optional.empty();
        }
        Optional<String> hash = given().map(password -> hashing.hash(password, NAMES));
        if (hash.isEmpty() && generates) {
            return Optional.of(hashing.hash(generate(), NAMES));
        }
        if (hash.isEmpty()) {
            // no colon behind the name of a secret: the log would hide the next word
            LOG.warn("The account dmart has no usable password; start once with DMART_ADMIN_PASSWORD to set it");
        }
        return hash;
    }
}
