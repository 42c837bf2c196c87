package cc.dmart.launcher;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps secrets out of the logs, whoever writes the line ({@code security.md} I3, I4): values behind the names of secrets, tokens
 * and password hashes wherever they stand, and what would begin a new line. Stateless.
 */
final class LogSecrets {
    /** What stands in place of a secret. */
    static final String MASK = "******";

    private static final String NAMES =
            "password|old_password|access_token|refresh_token|auth_token|token|jwt|otp|email_otp"
                    + "|msisdn_otp|code|confirmation|invitation|firebase_token|x-channel-key|secret|[a-z_]+_secret|api_key|id_token";

    private static final Set<String> WORDS = Set.of(NAMES.split("\\|"));

    /** What {@code \\s} matches. */
    private static final String SPACE = " \t\n\u000b\f\r";

    /** The rest of the line belongs to these. */
    private static final Pattern HEADER =
            Pattern.compile("(?i)(?<![a-z0-9])(authorization|cookie|set-cookie)(\\\\*[\"']?\\s*[:=]\\s*)[^\\r\\n]+");

    /** A name, quoted or not, and its value: quoted text, a list, an object or a word. */
    private static final Pattern MEMBER = Pattern.compile("(?i)(?<![a-z0-9_-])(" + NAMES + ")(\\\\*[\"']?\\s*[:=]\\s*)"
            + "((\\\\*[\"']).*?(?<!\\\\)\\4|\\[[^\\]]*+\\]?|\\{[^}]*+\\}?|[^\\s,;&)}\\]\"']++)");

    /** Error codes of the contract have at most three digits. */
    private static final Pattern ERROR_CODE = Pattern.compile("[0-9]{1,3}");

    private static final Pattern PARAMETER = Pattern.compile("(?i)([?&](?:token|invitation|code|state)=)[^&\\s\"'#]*+");
    private static final Pattern SHORT_LINK = Pattern.compile("(/managed/s/)[A-Za-z0-9_-]++");
    private static final Pattern TOKEN =
            Pattern.compile("ey[A-Za-z0-9_-]{8,}+\\.[A-Za-z0-9_-]{4,}+\\.[A-Za-z0-9_-]*+|\\$argon2[^\\s\"'}\\]]*+");

    private LogSecrets() {}

    /** A text without secrets. */
    static String mask(String text) {
        String out = text;
        if (text.contains("ey") || text.contains("$argon2")) {
            out = TOKEN.matcher(out).replaceAll(MASK);
        }
        if (text.contains("/managed/s/")) {
            out = SHORT_LINK.matcher(out).replaceAll("$1" + MASK);
        }
        if (text.indexOf('?') >= 0 || text.indexOf('&') >= 0) {
            out = PARAMETER.matcher(out).replaceAll("$1" + MASK);
        }
        if (!hasName(out)) {
            return out;
        }
        out = HEADER.matcher(out).replaceAll("$1$2" + MASK);
        return MEMBER.matcher(out).replaceAll(LogSecrets::member);
    }

    /** Whether the name of a secret stands before one of the signs; the patterns take a hundred times as long to say no. */
    private static boolean hasName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c == ':' || c == '=') && isName(text, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isName(String text, int sign) {
        int end = sign;
        while (end > 0 && SPACE.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        if (end > 0 && (text.charAt(end - 1) == '"' || text.charAt(end - 1) == '\'')) {
            end--;
        }
        while (end > 0 && text.charAt(end - 1) == '\\') {
            end--;
        }
        int begin = end;
        while (begin > 0 && isOfName(text.charAt(begin - 1))) {
            begin--;
        }
        String word = text.substring(begin, end).toLowerCase(Locale.ROOT);
        return WORDS.contains(word)
                || word.endsWith("_secret")
                || word.endsWith("authorization")
                || word.endsWith("cookie");
    }

    private static boolean isOfName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }

    private static String member(MatchResult found) {
        String value = found.group(3);
        boolean error = found.group(1).equalsIgnoreCase("code")
                && ERROR_CODE.matcher(value).matches();
        String quote = found.group(4) == null ? "" : found.group(4);
        return Matcher.quoteReplacement(error ? found.group() : found.group(1) + found.group(2) + quote + MASK + quote);
    }

    /** A text of one line: what would begin a new one or steer a terminal is written out. */
    static String oneLine(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = (Character.isISOControl(c) && c != '\t') || c == '\u2028' || c == '\u2029';
            if (control && out == null) {
                out = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (out != null) {
                out.append(control ? written(c) : String.valueOf(c));
            }
        }
        return out == null ? text : out.toString();
    }

    private static String written(char c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            default -> String.format("\\u%04x", (int) c);
        };
    }

    /** The message of an event in one line, for patterns. */
    static final class OneLine extends MessageConverter {
        @Override
        public String convert(ILoggingEvent event) {
            return oneLine(super.convert(event));
        }
    }

    /** Writes what another encoder writes, without secrets. Used by one appender. */
    static final class Masking extends EncoderBase<ILoggingEvent> {
        private final Encoder<ILoggingEvent> inner;

        Masking(Encoder<ILoggingEvent> inner) {
            this.inner = inner;
        }

        @Override
        public byte[] headerBytes() {
            return inner.headerBytes();
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            return mask(new String(inner.encode(event), StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] footerBytes() {
            return inner.footerBytes();
        }

        @Override
        public void start() {
            inner.start();
            super.start();
        }
    }
}
