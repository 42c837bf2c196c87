package cc.dmart.auth.internal.password;

/** Which passwords may be set ({@code security.md} 1.2, row password). Not asked at login. Thread-safe. */
final class PasswordRule {
    private static final String SYMBOLS = " _#@%*!?$^&()+={}[]~|;:,.<>/-";

    private PasswordRule() {}

    /** Whether the length is right and nothing in it cannot be typed: the rule of those who want no mixture. */
    static boolean isTypeable(String password) {
        int length = password.codePointCount(0, password.length());
        return length >= 8
                && length <= 64
                && password.codePoints()
                        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }

    /** Whether length, alphabet and mixture are right. */
    static boolean isMet(String password) {
        if (password.length() < 8 || password.length() > 64) {
            return false;
        }
        boolean digit = false;
        boolean capital = false;
        for (int i = 0; i < password.length(); i++) {
            char c = password.charAt(i);
            if (isDigit(c)) {
                digit = true;
            } else if (isCapitalOrArabic(c)) {
                capital = true;
            } else if (!(c >= 'a' && c <= 'z') && SYMBOLS.indexOf(c) < 0) {
                return false;
            }
        }
        return digit && capital;
    }

    private static boolean isDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 0x0660 && c <= 0x0669);
    }

    private static boolean isCapitalOrArabic(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 0x0621 && c <= 0x064A);
    }
}
