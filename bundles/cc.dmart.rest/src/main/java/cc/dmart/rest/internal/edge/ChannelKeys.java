package cc.dmart.rest.internal.edge;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Keys of apps that alone may call certain paths, whoever is logged in ({@code http-api.md} 1.14, {@code security.md} M1). A path
 * is matched whole, decoded, in time that grows with its length only. Thread-safe.
 */
final class ChannelKeys {
    private record Channel(List<byte[]> keys, List<Pattern> paths) {
        boolean claims(String path) {
            return paths.stream().anyMatch(p -> p.matches(path));
        }

        /** Looks at every key, so that the time tells nothing. */
        boolean hasKey(byte[] key) {
            boolean found = false;
            for (byte[] known : keys) {
                found |= MessageDigest.isEqual(known, key);
            }
            return found;
        }
    }

    private final List<Channel> channels = new ArrayList<>();

    /**
     * The channels of a setting.
     *
     * @param enabled whether keys are asked for at all
     * @param json    a list of {@code {"keys": [..], "allowed_api_patterns": [..]}}; empty = none
     * @throws IllegalArgumentException if it is something else, or a pattern cannot be matched in linear time
     */
    ChannelKeys(boolean enabled, String json) {
        if (!enabled || json.isBlank()) {
            return;
        }
        try {
            for (JsonValue item : JsonCodec.parse(json).asArray().orElseThrow()) {
                channels.add(channel(item.asObject().orElseThrow()));
            }
        } catch (DmartException | PatternSyntaxException | NoSuchElementException e) {
            throw new IllegalArgumentException("channels: a JSON list of objects with keys and patterns expected", e);
        }
    }

    private static Channel channel(JsonObject item) {
        List<byte[]> keys = item.strings("keys").stream()
                .filter(k -> !k.isBlank())
                .map(k -> k.getBytes(StandardCharsets.UTF_8))
                .toList();
        List<Pattern> paths = item.strings("allowed_api_patterns").stream()
                .map(Pattern::compile)
                .toList();
        return new Channel(keys, paths);
    }

    /**
     * Refuses a path that belongs to others.
     *
     * @param key  of the request; empty if it brings none
     * @throws DmartException.Forbidden {@code E(403,channel_auth,401)} if the key is unknown or not for this path, or if there is none
     *                                  and the path is some channel's
     */
    void require(String key, RequestPath path) {
        if (channels.isEmpty()) {
            return;
        }
        String whole = "/" + String.join("/", path.segments());
        byte[] sent = key.getBytes(StandardCharsets.UTF_8);
        boolean may = key.isEmpty();
        for (Channel channel : channels) {
            boolean claimed = channel.claims(whole);
            if (key.isEmpty()) {
                may &= !claimed;
            } else {
                may |= channel.hasKey(sent) && claimed;
            }
        }
        if (!may) {
            throw new DmartException.Forbidden(
                    403, ErrorType.CHANNEL_AUTH, ErrorCode.NOT_ALLOWED, "Requested method or path is forbidden");
        }
    }
}
