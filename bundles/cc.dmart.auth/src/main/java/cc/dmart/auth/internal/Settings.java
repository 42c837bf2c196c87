package cc.dmart.auth.internal;

/** Checks of settings, done once when a component starts. */
public final class Settings {
    private Settings() {}

    /** The value. @throws IllegalArgumentException with the key's name if it is out of range */
    public static int inRange(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(key + ": " + value + " is not in " + min + ".." + max);
        }
        return value;
    }
}
