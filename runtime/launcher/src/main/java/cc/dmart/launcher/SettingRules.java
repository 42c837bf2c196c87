package cc.dmart.launcher;

import java.util.regex.Pattern;

/** What no type of {@code settings.tsv} can say: settings that need each other, and names within settings. Stateless. */
final class SettingRules {
    /** As {@code Names} of the API, which is not on this class path. */
    private static final String NAME_CHAR = "[A-Za-z0-9_\\u0621-\\u0669]";

    private static final Pattern SPACE = Pattern.compile(NAME_CHAR + "{1,32}");
    private static final Pattern SHORTNAME = Pattern.compile(NAME_CHAR + "{1,64}");
    /** A plugin without a name of its own has the symbolic name of its bundle. */
    private static final Pattern PLUGIN = Pattern.compile("(?:" + NAME_CHAR + "|[.-]){1,255}");

    private static final Pattern MODEL = Pattern.compile(SPACE + "\\." + SHORTNAME);

    private SettingRules() {}

    /** @throws SettingsException naming the setting that breaks a rule */
    static void check(Settings settings) {
        // with one half the port would speak plain HTTP, or the files would not be read
        requireBoth(settings, "tls_key", "tls_certificate");
        requireBoth(settings, "tls_certificate", "tls_key");
        requireBoth(settings, "tls_keystore_password", "tls_keystore");
        require("management_space", settings.text("management_space"), SPACE, "the name of a space");
        requireEach(settings, "default_active_plugins", PLUGIN, "the name of a plugin");
        requireEach(settings, "registration_default_roles", SHORTNAME, "the name of a role");
        requireEach(settings, "allowed_submit_models", MODEL, "a form such as shop.order (space.schema)");
    }

    private static void requireBoth(Settings settings, String given, String needed) {
        if (!settings.text(given).isEmpty() && settings.text(needed).isEmpty()) {
            throw new SettingsException(given + ": " + needed + " is expected with it");
        }
    }

    private static void requireEach(Settings settings, String key, Pattern pattern, String expected) {
        settings.texts(key).forEach(text -> require(key, text, pattern, expected));
    }

    private static void require(String key, String text, Pattern pattern, String expected) {
        if (!pattern.matcher(text).matches()) {
            throw new SettingsException(key + ": '" + text + "' is not valid: " + expected + " is expected");
        }
    }
}
