package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.service.DeliveryService;
import cc.dmart.rest.internal.wire.QueryString;
import java.util.ArrayList;
import java.util.List;

/** A page of the dead letters of several listeners, which count as one list. */
final class LetterPage {
    private static final int MOST = 1000;
    private static final int STANDARD = 100;

    private LetterPage() {}

    /**
     * Those that {@code offset} and {@code limit} of a URL ask for.
     *
     * @throws DmartException.Invalid {@code E(422,validation,424)} if one is no integer
     */
    static List<JsonValue> of(DeliveryService delivery, List<String> listeners, QueryString query) {
        long offset = query.integer("offset").orElse(0L);
        long limit = query.integer("limit").orElse((long) STANDARD);
        return of(delivery, listeners, (int) Math.max(0, Math.min(Integer.MAX_VALUE, offset)), (int)
                Math.max(0, Math.min(MOST, limit)));
    }

    /**
     * Letters, each with its listener.
     *
     * @param offset letters of all listeners together that are left out; less than 0 = none
     * @param limit  most of them; less than 0 = none
     */
    static List<JsonValue> of(DeliveryService delivery, List<String> listeners, int offset, int limit) {
        List<JsonValue> out = new ArrayList<>();
        int skip = Math.max(0, offset);
        for (String listener : listeners) {
            if (out.size() >= limit) {
                break;
            }
            int count = skip == 0 ? 0 : delivery.deadLetterCount(listener);
            if (skip > 0 && skip >= count) {
                skip -= count;
                continue;
            }
            for (JsonObject letter : delivery.deadLetters(listener, skip, limit - out.size())) {
                out.add(letter.toBuilder().put("listener", listener).build());
            }
            skip = 0;
        }
        return out;
    }
}
