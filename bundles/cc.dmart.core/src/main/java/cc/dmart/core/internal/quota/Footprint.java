package cc.dmart.core.internal.quota;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Payload;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.PayloadStore;
import cc.dmart.api.storage.StoredEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the payload of an entry or attachment takes ({@code security.md} 5.10, U7). Thread-safe.
 *
 * <p>The index holds it as exact terms, from which the sum of any set of documents follows by counting alone: one term for each
 * hexadecimal digit of the bytes that is not zero, with its place, and one for the owner of a file. They are in every document,
 * whether there are quotas or not, so that to set one needs no rebuild; the price is one look at the file of each payload that is
 * no JSON body, when its document is made.
 *
 * @param bytes those of the JSON body, the file or the text
 * @param file  whether the payload is a file of its own that is no JSON body
 */
public record Footprint(long bytes, boolean file) {
    /** Nothing. */
    static final Footprint NONE = new Footprint(0, false);

    /** Hexadecimal digits of the largest sum of one document. */
    static final int PLACES = 12;

    private static final int BASE = 16;
    private static final int DIGIT_BITS = 4;
    private static final String BYTES = "payload.bytes\u0001";
    private static final String[] DIGITS = new String[PLACES * BASE];
    private static final String FILE = "payload.file\u0001";
    private static final String OWNER = "owner_shortname";

    static {
        for (int i = 0; i < DIGITS.length; i++) {
            DIGITS[i] = BYTES + i / BASE + Character.forDigit(i % BASE, BASE);
        }
    }

    /** That of a stored payload; one look at its file unless it is a JSON body. */
    public static Footprint of(StoredEntry stored, PayloadStore payloads) {
        if (stored.jsonBody().isPresent()) {
            return new Footprint(stored.jsonBody().get().utf8().length, false);
        }
        if (stored.payloadFile().isPresent()) {
            long size = payloads.open(stored).map(PayloadFile::size).orElse(0L);
            return new Footprint(size, !isJson(stored.entry().meta()));
        }
        return new Footprint(inline(stored.entry().meta()), false);
    }

    /**
     * That of a payload once it is written.
     *
     * @param before what was stored at the address
     */
    static Footprint after(ChangeOp.PutEntry put, Optional<StoredEntry> before, PayloadStore payloads) {
        if (put.payload() instanceof PayloadChange.Bytes bytes) {
            return new Footprint(bytes.bytes().length, !isJson(put.meta()));
        }
        if (put.payload() instanceof PayloadChange.Staged staged) {
            return new Footprint(staged.upload().size(), !isJson(put.meta()));
        }
        Optional<StoredEntry> kept = before.filter(b -> b.payloadFile().isPresent());
        return kept.isPresent() && put.payload() instanceof PayloadChange.Keep
                ? of(kept.get(), payloads)
                : new Footprint(inline(put.meta()), false);
    }

    private static boolean isJson(JsonObject meta) {
        return payload(meta)
                .flatMap(Payload::contentType)
                .filter(ContentType.JSON::equals)
                .isPresent();
    }

    private static Optional<Payload> payload(JsonObject meta) {
        return meta.object("payload").map(Payload::new);
    }

    private static long inline(JsonObject meta) {
        return payload(meta).flatMap(Payload::body).map(Footprint::length).orElse(0L);
    }

    private static long length(JsonValue body) {
        return body instanceof JsonString text
                ? text.value().getBytes(StandardCharsets.UTF_8).length
                : JsonCodec.write(body).length;
    }

    /** The exact terms of a document. */
    public List<String> terms(Entry entry) {
        List<String> out = new ArrayList<>();
        long rest = bytes;
        for (int place = 0; place < PLACES && rest > 0; place++) {
            int digit = (int) (rest % BASE);
            if (digit > 0) {
                out.add(ofDigit(place, digit));
            }
            rest >>= DIGIT_BITS;
        }
        if (file) {
            entry.meta().string(OWNER).ifPresent(owner -> out.add(ofOwner(owner)));
        }
        return out;
    }

    /** The term of documents with a digit at a place, counted from the last one. */
    static String ofDigit(int place, int digit) {
        return DIGITS[place * BASE + digit];
    }

    /** What one digit at a place stands for. */
    static long worth(int place, int digit) {
        return (long) digit << (place * DIGIT_BITS);
    }

    /** The term of documents whose payload is a file of an account. */
    static String ofOwner(String owner) {
        return FILE + owner;
    }
}
