package cc.dmart.rest.internal.edge;

import cc.dmart.api.model.DmartException;
import cc.dmart.rest.internal.wire.Errors;
import jakarta.servlet.http.HttpServletRequest;

/**
 * The declared type of a body where it is none, such as {@code undefined}, which some browser clients send along with requests
 * that have no body. Thread-safe.
 */
final class ContentType {
    private static final String HEADER = "Content-Type";

    private ContentType() {}

    /** Whether the header is absent or has the form {@code type/subtype}. */
    static boolean isReadable(HttpServletRequest request) {
        String text = request.getContentType();
        if (text == null) {
            return request.getHeader(HEADER) == null;
        }
        int semicolon = text.indexOf(';');
        String type = (semicolon < 0 ? text : text.substring(0, semicolon)).strip();
        int slash = type.indexOf('/');
        return isToken(type, 0, slash) && isToken(type, slash + 1, type.length());
    }

    /** A token of RFC 9110, 5.6.2. */
    private static boolean isToken(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return from < to;
    }

    /**
     * The request as if nothing was declared.
     *
     * @throws DmartException.Invalid {@code E(415,request,402)} if it has a body
     */
    static HttpServletRequest without(HttpServletRequest request) {
        if (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null) {
            throw Errors.mediaType("application/json");
        }
        return new WithoutHeader(request, HEADER);
    }
}
