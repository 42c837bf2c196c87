package cc.dmart.httptests.contract;

/**
 * Who sends a row.
 *
 * @param name shortname of the account, whose password is {@link World#PASSWORD}; empty = nobody, without a token
 */
public record Caller(String name) {
    /** The administrator. */
    public static final Caller ADMIN = new Caller("dmart");

    /** An account that may do nothing of its own. */
    public static final Caller STRANGER = new Caller("omar");

    /** No token. */
    public static final Caller NOBODY = new Caller("");

    /** An account that the suite made. */
    public static Caller user(String shortname) {
        return new Caller(shortname);
    }

    @Override
    public String toString() {
        return name.isEmpty() ? "nobody" : name;
    }
}
