package cc.dmart.api.model;

import java.util.List;
import java.util.Optional;

/** An account ({@code storage.md} 2.4). A typed view; unknown fields stay in the entry. Thread-safe. */
public record User(Entry entry) {
    /** Field with the identities that are linked: id by provider. No request sets or shows it. */
    public static final String LINKED = "linked_identities";

    /** Shortname of the account. */
    public String name() {
        return entry.at().shortname().value();
    }

    /** Hash in PHC form; never leaves the server. */
    public Optional<String> password() {
        return entry.meta().string("password");
    }

    /** E-mail address, lower-cased. */
    public Optional<String> email() {
        return entry.meta().string("email");
    }

    /** Phone number. */
    public Optional<String> msisdn() {
        return entry.meta().string("msisdn");
    }

    /** Whether the e-mail address was confirmed. */
    public boolean isEmailVerified() {
        return entry.meta().bool("is_email_verified").orElse(false);
    }

    /** Whether the phone number was confirmed. */
    public boolean isMsisdnVerified() {
        return entry.meta().bool("is_msisdn_verified").orElse(false);
    }

    /** Whether the password must be changed. */
    public boolean forcePasswordChange() {
        return entry.meta().bool("force_password_change").orElse(false);
    }

    /** Whether only the stored device may log in. */
    public boolean lockedToDevice() {
        return entry.meta().bool("locked_to_device").orElse(false);
    }

    /** Kind of the account; {@code web} when absent. */
    public UserType type() {
        return entry.meta().string("type").flatMap(UserType::of).orElse(UserType.WEB);
    }

    /** Language; {@code arabic} when absent. */
    public Language language() {
        return entry.meta().string("language").flatMap(Language::of).orElse(Language.ARABIC);
    }

    /** Shortnames of the roles. */
    public List<String> roles() {
        return entry.meta().strings("roles");
    }

    /** Shortnames of the groups. */
    public List<String> groups() {
        return entry.meta().strings("groups");
    }

    /** The user of another provider that the owner linked to the account ({@code security.md} 5.6). */
    public Optional<String> linkedIdentity(String provider) {
        return entry.meta().object(LINKED).flatMap(all -> all.string(provider));
    }

    /** The device that may log in. */
    public Optional<String> deviceId() {
        return entry.meta().string("device_id");
    }
}
