package cc.dmart.auth.internal.password;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.service.PasswordHashing;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Argon2id hashes of passwords and the rules for new ones ({@code security.md} 1.2, 1.5). References nothing, so that
 * {@code core} can depend on it ({@code design.md} 4). Thread-safe.
 */
@Component(
        service = {PasswordHashing.class, PasswordVerifier.class},
        configurationPid = AuthConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AuthConfig.class)
public final class Argon2Passwords implements PasswordHashing, PasswordVerifier {
    private static final int LONGEST = 1024;

    private final SecureRandom random = new SecureRandom();
    private final CommonPasswords common = new CommonPasswords();
    private final HashGate gate;
    private final Phc dummy;
    private final boolean composed;
    private final Optional<BreachedPasswords> breached;

    /** Checks the settings. */
    @Activate
    public Argon2Passwords(AuthConfig config) {
        gate = new HashGate(Settings.inRange("password_hash_concurrency", config.password_hash_concurrency(), 0, 16));
        composed = config.password_composition();
        breached = Optional.of(config.breached_passwords())
                .filter(path -> !path.isBlank())
                .map(path -> new BreachedPasswords(Path.of(path)));
        dummy = Phc.forWriting(randomBytes(Phc.SALT_BYTES)).withTag(randomBytes(Phc.TAG_BYTES));
    }

    @Override
    public String hash(String password, Collection<String> names) {
        if (!isAcceptable(password, names)) {
            throw new DmartException.Invalid(
                    400,
                    ErrorType.JWTAUTH,
                    ErrorCode.INVALID_PASSWORD_RULES,
                    "password dose not match required rules",
                    List.of());
        }
        return renew(password);
    }

    @Override
    public boolean isAcceptable(String password, Collection<String> names) {
        return (composed ? PasswordRule.isMet(password) : PasswordRule.isTypeable(password))
                && names.stream().noneMatch(password::equalsIgnoreCase)
                && !common.contains(password)
                && breached.filter(file -> file.contains(password)).isEmpty();
    }

    @Override
    public String renew(String password) {
        Phc form = Phc.forWriting(randomBytes(Phc.SALT_BYTES));
        return gate.run(
                memory -> form.withTag(Argon2.tag(form, password, memory)).text());
    }

    @Override
    public boolean isUsable(String stored) {
        return Phc.parse(stored).isPresent() && !isShipped(stored);
    }

    @Override
    public boolean isShipped(String stored) {
        return ShippedHashes.contains(stored);
    }

    @Override
    public Outcome verify(Optional<String> stored, String password) {
        Optional<Phc> real = stored.filter(s -> !isShipped(s)).flatMap(Phc::parse);
        Phc hash = real.orElse(dummy);
        String bounded = password.length() > LONGEST ? password.substring(0, LONGEST) : password;
        boolean fits = gate.run(memory -> fits(hash, bounded, memory));
        if (!fits || real.isEmpty() || bounded.length() < password.length()) {
            return Outcome.WRONG;
        }
        return hash.isCurrent() ? Outcome.RIGHT : Outcome.RIGHT_BUT_OLD;
    }

    /** A wrong password costs the passes of a new hash at least, so that an old hash does not show by its speed. */
    private boolean fits(Phc hash, String password, HashMemory memory) {
        boolean fits = Argon2.fits(hash, password, memory);
        int missing = Phc.WRITE_ITERATIONS - hash.iterations();
        if (!fits && missing > 0 && hash.memoryKib() <= Phc.WRITE_MEMORY_KIB) {
            Argon2.fits(dummy.withIterations(missing), password, memory);
        }
        return fits;
    }

    /** Ends the threads that hash. @throws IOException if the file of stolen passwords cannot be closed */
    @Deactivate
    public void close() throws IOException {
        gate.close();
        if (breached.isPresent()) {
            breached.get().close();
        }
    }

    /** Passes over a KiB of memory so far. */
    long work() {
        return gate.work();
    }

    private byte[] randomBytes(int count) {
        byte[] out = new byte[count];
        random.nextBytes(out);
        return out;
    }
}
