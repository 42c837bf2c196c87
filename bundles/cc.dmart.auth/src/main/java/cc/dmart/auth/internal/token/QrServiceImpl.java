package cc.dmart.auth.internal.token;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.service.EntryService;
import cc.dmart.api.service.QrService;
import cc.dmart.api.service.ViewOptions;
import cc.dmart.auth.internal.AuthConfig;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** {@link QrService} with a key of its own. Thread-safe. */
@Component(configurationPid = AuthConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AuthConfig.class)
public final class QrServiceImpl implements QrService {
    private static final int MIN_KEY_BYTES = 32;
    private static final long LIFE_SECONDS = 60;

    private final EntryService entries;
    private final DerivedKey key;
    private final Clock clock;

    /** A service over these entries. @throws IOException if the key cannot be read */
    @Activate
    public QrServiceImpl(@Reference EntryService entries, AuthConfig config) throws IOException {
        this(entries, JwtSecret.current(config, MIN_KEY_BYTES), Clock.systemUTC());
    }

    QrServiceImpl(EntryService entries, byte[] secret, Clock clock) {
        this.entries = entries;
        this.key = new DerivedKey(secret, "qr");
        this.clock = clock;
    }

    @Override
    public String generate(Caller caller, Locator at) {
        JsonObject meta = entries.view(caller, at, ViewOptions.META).meta();
        boolean self = at.type() == ResourceType.USER && at.shortname().value().equals(caller.user());
        boolean owner = meta.string("owner_shortname").equals(Optional.of(caller.user()));
        if (caller.isAnonymous() || !(self || owner)) {
            throw refused(ErrorCode.QR_ERROR, "A code is given to the owner of an entry only");
        }
        long now = clock.instant().getEpochSecond();
        return now + "." + key.sign(signed(now, at));
    }

    @Override
    public void validate(Caller caller, Locator at, String text) {
        entries.view(caller, at, ViewOptions.META);
        int dot = text.indexOf('.');
        long time = dot < 1 || dot > 12 ? -1 : seconds(text.substring(0, dot));
        if (time < 0 || !key.isSigned(signed(time, at), text.substring(dot + 1))) {
            throw refused(ErrorCode.QR_INVALID, "The code is not valid");
        }
        long age = clock.instant().getEpochSecond() - time;
        if (age < 0) {
            throw refused(ErrorCode.QR_INVALID, "The code is not valid");
        }
        if (age > LIFE_SECONDS) {
            throw refused(ErrorCode.QR_EXPIRED, "The code has expired");
        }
    }

    private static String signed(long time, Locator at) {
        String subpath = at.subpath().isRoot() ? "" : at.subpath().value() + "/";
        return time + "." + at.type().wire() + "/" + at.space().value() + "/" + subpath
                + at.shortname().value();
    }

    /** Digits as a number; -1 for anything else. */
    private static long seconds(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return -1;
            }
        }
        return Long.parseLong(digits);
    }

    private static DmartException refused(int code, String text) {
        return new DmartException.Invalid(400, ErrorType.QR, code, text, List.of());
    }
}
