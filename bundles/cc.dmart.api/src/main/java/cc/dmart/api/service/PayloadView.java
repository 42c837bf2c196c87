package cc.dmart.api.service;

import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.PayloadFile;

/** A payload ready to be sent ({@code http-api.md} 4.5). Thread-safe. */
public sealed interface PayloadView {
    /**
     * A JSON body, sent inside the envelope.
     *
     * @param version changes with the body, also if another program changes it; empty if there is no such token
     */
    record Json(JsonRaw body, String version) implements PayloadView {}

    /**
     * Inline text.
     *
     * @param version as of {@link Json}
     */
    record Text(String text, ContentType contentType, String fileName, String version) implements PayloadView {}

    /**
     * A file.
     *
     * @param checksum hex checksum as stored; empty if none
     */
    record File(PayloadFile file, ContentType contentType, String checksum) implements PayloadView {}
}
