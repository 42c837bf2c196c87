package cc.dmart.launcher;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** All settings as one JSON object without any secret, for {@code GET /info/settings} ({@code security.md} I1). */
final class PublicSettings {
    private static final String MASK = "******";
    private static final Pattern SECRET_KEY = Pattern.compile(".*_(password|pass|secret|key)|mock_otp_code");
    private static final Pattern USER_INFO = Pattern.compile("(://)[^/@]+@");

    private PublicSettings() {}

    static String json(Map<Setting, Object> values) {
        return values.entrySet().stream()
                .map(e -> quote(e.getKey().key()) + ":" + shown(e.getKey(), e.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String shown(Setting row, Object value) {
        boolean named = SECRET_KEY.matcher(row.key()).matches() && row.type() != SettingType.BOOL;
        if ((named || row.type() == SettingType.SECRET) && !value.toString().isEmpty()) {
            return quote(MASK);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(item -> quote(item.toString())).collect(Collectors.joining(",", "[", "]"));
        }
        return value instanceof Number || value instanceof Boolean ? value.toString() : quote(value.toString());
    }

    private static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return USER_INFO.matcher(out.append('"')).replaceAll("$1" + MASK + "@");
    }
}
