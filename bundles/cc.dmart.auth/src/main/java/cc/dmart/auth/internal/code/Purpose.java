package cc.dmart.auth.internal.code;

/** What a one-time code is good for ({@code security.md} 5.3). */
public enum Purpose {
    /** To log in. */
    LOGIN,
    /** To prove an address: registration, profile, confirmation. */
    CONFIRM
}
