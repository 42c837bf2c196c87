package cc.dmart.core.internal.entry.pipeline;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;

/**
 * Something to be locked while a change is made. Thread-safe.
 *
 * @param key    {@code space:/path}, or another key with a prefix of its own
 * @param tree   whether everything below is meant too
 * @param shared whether the change leaves it as it is, and so do others that may hold the same at once
 */
public record Claim(String key, boolean tree, boolean shared) {
    /** The entry at an address; for an attachment the entry that it hangs on. */
    public static Claim entry(Locator at) {
        return new Claim(keyOf(at), false, false);
    }

    /** That an entry which is not changed stays as it is. */
    public static Claim present(Locator at) {
        return new Claim(keyOf(at), false, true);
    }

    /** A folder or space with everything below. */
    public static Claim tree(Locator at) {
        return new Claim(keyOf(at), true, false);
    }

    /** The unique fields of a folder. */
    public static Claim unique(SpaceName space, Subpath folder) {
        return new Claim("unique:" + space.value() + ":" + folder.value(), false, false);
    }

    /** Names that accounts, groups, roles and permissions refer to each other by. */
    public static Claim references() {
        return new Claim("references:", false, false);
    }

    private static String keyOf(Locator at) {
        return switch (at.type()) {
            case SPACE -> at.space().value() + ":";
            default ->
                at.space().value() + ":/"
                        + (at.type().isAttachment()
                                ? at.subpath().value()
                                : at.subpath().child(at.shortname().value()).value());
        };
    }

    private boolean covers(Claim other) {
        return tree && other.key.startsWith(key) && other.key.startsWith("/", key.length());
    }

    boolean conflicts(Claim other) {
        return !(shared && other.shared) && (key.equals(other.key) || covers(other) || other.covers(this));
    }
}
