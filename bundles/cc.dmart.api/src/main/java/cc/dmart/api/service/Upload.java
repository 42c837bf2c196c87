package cc.dmart.api.service;

import cc.dmart.api.model.SpooledFile;
import java.io.InputStream;
import java.util.Optional;

/**
 * The file part of an upload ({@code http-api.md} 4.6).
 *
 * @param fileName  as the client gave it; only its extension is looked at
 * @param mediaType declared media type
 * @param content   the bytes, read once
 * @param sha256    hex checksum that the client states
 * @param maxBytes  largest size accepted
 * @param spooled   the same bytes as a file of its own, if they are one
 */
public record Upload(
        String fileName,
        Optional<String> mediaType,
        InputStream content,
        Optional<String> sha256,
        long maxBytes,
        Optional<SpooledFile> spooled) {

    /** An upload of which there is only a stream. */
    public Upload(
            String fileName, Optional<String> mediaType, InputStream content, Optional<String> sha256, long maxBytes) {
        this(fileName, mediaType, content, sha256, maxBytes, Optional.empty());
    }
}
