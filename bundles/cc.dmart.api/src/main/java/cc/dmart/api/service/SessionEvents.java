package cc.dmart.api.service;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells the session store that an account changed ({@code security.md} 2.6). Provided by {@code auth}; the implementation
 * references nothing ({@code design.md} 4). Thread-safe.
 */
@ProviderType
public interface SessionEvents {
    /** The account was disabled, deleted or changed its type: all its sessions end. */
    void accountDisabled(String shortname);

    /** A password was set: all sessions end if the settings say so. */
    void passwordChanged(String shortname);

    /** The account was activated again: its failure counter starts afresh. */
    void accountEnabled(String shortname);

    /** The account is gone or has another name: whatever it could log in with ends. */
    default void accountGone(String shortname) {
        accountDisabled(shortname);
    }

    /** The e-mail address or phone number changed: invitations to the old one end. */
    default void addressChanged(String shortname) {
        // nothing to end
    }
}
