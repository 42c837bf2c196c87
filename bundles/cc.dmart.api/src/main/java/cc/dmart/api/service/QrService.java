package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Short-lived proofs that somebody showed the code of an entry ({@code http-api.md} 7, {@code security.md} M2). Provided by
 * {@code auth}, which has the key. Thread-safe.
 */
@ProviderType
public interface QrService {
    /**
     * The text of a code: seconds since the epoch, a dot, and a signature of time and address in hex.
     *
     * @throws DmartException.Invalid {@code E(400,qr,14)} for others than the owner, or the user of a user record
     * @throws DmartException         those of reading the entry
     */
    String generate(Caller caller, Locator at);

    /**
     * Checks the text of a code that is at most 60 seconds old.
     *
     * @throws DmartException.Invalid {@code E(400,qr,15)} if it is older, {@code E(400,qr,16)} if it is no code of this entry
     * @throws DmartException         those of reading the entry
     */
    void validate(Caller caller, Locator at, String text);
}
