package cc.dmart.plugin.ldap_manager.internal;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.plugin.DmartApi;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of the plugin. Thread-safe.
 *
 * @param url            {@code ldap://} or {@code ldaps://} with host and port
 * @param adminDn        who writes
 * @param password       of that
 * @param rootDn         below which the accounts lie
 * @param startTls       whether a plain connection is encrypted before anything else is said
 * @param trusted        file with the certificates (PEM) that are trusted; empty: those of the Java installation
 * @param objectClasses  of an entry
 * @param mapping        attribute of the directory to dotted field of the account
 * @param passwordPrefix stands before a password hash, such as {@code {ARGON2}}
 * @param prune          whether a full synchronisation deletes entries without an account
 * @param space          of the accounts
 */
record LdapSettings(
        String url,
        String adminDn,
        String password,
        String rootDn,
        boolean startTls,
        Optional<String> trusted,
        List<String> objectClasses,
        Map<String, String> mapping,
        String passwordPrefix,
        boolean prune,
        String space) {
    private static final Map<String, String> STANDARD =
            Map.of("sn", "shortname", "gn", "displayname", "userPassword", "password");

    LdapSettings {
        objectClasses = List.copyOf(objectClasses);
        mapping = Map.copyOf(mapping);
    }

    /** Reads the configuration. @throws IllegalArgumentException with one sentence if something is missing or wrong */
    static LdapSettings of(DmartApi api) {
        return new LdapSettings(
                text(api, "ldap_url").orElseThrow(() -> missing("ldap_url")),
                text(api, "ldap_admin_dn").orElseThrow(() -> missing("ldap_admin_dn")),
                text(api, "ldap_pass").orElse(""),
                text(api, "ldap_root_dn").orElseThrow(() -> missing("ldap_root_dn")),
                flag(api, "start_tls"),
                text(api, "trusted_certificates"),
                api.config("object_classes")
                        .flatMap(JsonValue::asArray)
                        .map(LdapSettings::texts)
                        .orElse(List.of("dmartUser")),
                api.config("mapping")
                        .flatMap(JsonValue::asObject)
                        .map(LdapSettings::mapping)
                        .orElse(STANDARD),
                text(api, "password_prefix").orElse(""),
                flag(api, "prune"),
                text(api, "management_space").orElse("management"));
    }

    private static IllegalArgumentException missing(String key) {
        return new IllegalArgumentException("ldap_manager needs " + key + " in its configuration");
    }

    private static Optional<String> text(DmartApi api, String key) {
        return api.config(key).flatMap(JsonValue::asString).filter(s -> !s.isBlank());
    }

    /** Off without a value; anything else than true and false is refused, since to take it for off would leave a connection plain. */
    private static boolean flag(DmartApi api, String key) {
        return api.config(key)
                .filter(v -> !v.isNull())
                .map(v -> v.asBool()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "ldap_manager needs true or false as " + key + " in its configuration")))
                .orElse(false);
    }

    private static List<String> texts(JsonArray array) {
        return array.stream().flatMap(v -> v.asString().stream()).toList();
    }

    private static Map<String, String> mapping(JsonObject object) {
        Map<String, String> out = new LinkedHashMap<>();
        object.names().forEach(name -> object.string(name).ifPresent(field -> out.put(name, field)));
        return out;
    }
}
