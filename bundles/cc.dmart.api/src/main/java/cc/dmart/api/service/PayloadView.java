package cc.dmart.api.service;

import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.PayloadFile;

/** A payload ready to be sent ({@code http-api.md} 4.5). Thread-safe. */
public sealed interface PayloadView {
    /** A JSON body, sent inside the envelope. */
    record Json(JsonRaw body) implements PayloadView {}

    /** Inline text. */
    record Text(String text, ContentType contentType, String fileName) implements PayloadView {}

    /**
     * A file.
     *
     * @param checksum hex checksum as stored; empty if none
     */
    record File(PayloadFile file, ContentType contentType, String checksum) implements PayloadView {}
}
