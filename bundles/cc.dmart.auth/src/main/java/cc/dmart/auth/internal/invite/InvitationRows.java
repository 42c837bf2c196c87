package cc.dmart.auth.internal.invite;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.auth.internal.Digest;
import cc.dmart.auth.internal.store.Rows;
import cc.dmart.auth.internal.store.Rows.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows of invitations: {@code invite:<hash of the token>} holds {@code <CHANNEL>:<address>} and the short links that lead to
 * it; {@code invited:<account>:<CHANNEL>} holds the hash of the one invitation that counts. Thread-safe.
 */
public final class InvitationRows {
    private InvitationRows() {}

    private static String key(String hash) {
        return "invite:" + hash;
    }

    private static String pointer(String shortname, Channel channel) {
        return "invited:" + shortname + ":" + channel.name();
    }

    /** Stores an invitation; older ones of the account over this channel end. */
    static void put(Rows rows, String shortname, Channel channel, String token, String address, long expiresAt) {
        String hash = Digest.of(token).hex();
        rows.put(
                key(hash),
                JsonObject.builder().put("to", channel.name() + ":" + address).build(),
                expiresAt);
        JsonObject data = JsonObject.builder().put("hash", hash).build();
        Optional<Row> before =
                rows.change(pointer(shortname, channel), true, row -> Optional.of(new Row(data, expiresAt)));
        before.flatMap(b -> b.data().string("hash")).ifPresent(old -> drop(rows, old));
    }

    /** Notes that a short link leads to an invitation. */
    static void link(Rows rows, String token, String linkKey) {
        rows.change(
                key(Digest.of(token).hex()),
                false,
                row -> row.map(r -> {
                    JsonArray links = r.data().array("links").orElse(JsonArray.EMPTY);
                    List<String> all = new ArrayList<>(links.strings());
                    all.add(linkKey);
                    return new Row(r.data().with("links", JsonArray.ofStrings(all)), r.expiresAt());
                }));
    }

    /** What an invitation was sent to. */
    static Optional<String> find(Rows rows, String token) {
        return rows.find(key(Digest.of(token).hex())).flatMap(r -> r.data().string("to"));
    }

    /** An invitation that was used up, and the short links to it. */
    public record Taken(String hash, Row row, Map<String, Row> links) {
        /** Copies the links. */
        public Taken {
            links = Map.copyOf(links);
        }
    }

    /** Uses an invitation up: of several at the same time one succeeds. */
    static Optional<Taken> take(Rows rows, String token) {
        String hash = Digest.of(token).hex();
        return rows.take(key(hash)).map(row -> new Taken(hash, row, dropLinks(rows, row)));
    }

    /** Puts it back, unless it does not count any more. */
    static void putBack(Rows rows, String shortname, Channel channel, Taken taken) {
        String pointer = pointer(shortname, channel);
        rows.change(
                key(taken.hash()),
                false,
                row -> row.or(() -> rows.find(pointer)
                        .filter(p -> p.data().string("hash").equals(Optional.of(taken.hash())))
                        .map(p -> taken.row())));
        if (rows.find(key(taken.hash())).isPresent()) {
            taken.links().forEach((key, link) -> rows.change(key, false, row -> row.or(() -> Optional.of(link))));
        }
    }

    /** Ends all invitations of an account. */
    public static void dropAll(Rows rows, String shortname) {
        for (Channel channel : Channel.values()) {
            rows.take(pointer(shortname, channel))
                    .flatMap(row -> row.data().string("hash"))
                    .ifPresent(hash -> drop(rows, hash));
        }
    }

    private static void drop(Rows rows, String hash) {
        rows.take(key(hash)).ifPresent(row -> dropLinks(rows, row));
    }

    private static Map<String, Row> dropLinks(Rows rows, Row row) {
        Map<String, Row> out = new HashMap<>();
        row.data().strings("links").forEach(key -> rows.take(key).ifPresent(link -> out.put(key, link)));
        return out;
    }
}
