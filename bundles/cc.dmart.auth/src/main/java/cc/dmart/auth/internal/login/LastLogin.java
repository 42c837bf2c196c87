package cc.dmart.auth.internal.login;

import cc.dmart.api.model.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The field {@code last_login} of an account ({@code security.md} 1.1): when, and with which headers, at most 4 KiB of them. */
final class LastLogin {
    private static final int LIMIT = 4096;
    private static final Set<String> SECRET =
            Set.of("authorization", "cookie", "x-channel-key", "x-api-key", "proxy-authorization");

    private LastLogin() {}

    static JsonObject of(Instant now, Map<String, String> headers) {
        JsonObject.Builder kept = JsonObject.builder();
        int size = 0;
        for (Map.Entry<String, String> header : new TreeMap<>(headers).entrySet()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            size += name.length() + header.getValue().length();
            if (!SECRET.contains(name) && size <= LIMIT) {
                kept.put(name, header.getValue());
            }
        }
        return JsonObject.builder()
                .put("timestamp", now.getEpochSecond())
                .put("headers", kept.build())
                .build();
    }
}
