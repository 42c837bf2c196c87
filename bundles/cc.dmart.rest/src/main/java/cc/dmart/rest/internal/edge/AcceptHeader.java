package cc.dmart.rest.internal.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.regex.Pattern;

/**
 * What a client accepts, where it cannot be read. JAX-RS would refuse the request, though nothing here depends on it: each route
 * has one form of reply. Thread-safe.
 */
final class AcceptHeader {
    private static final String HEADER = "Accept";
    private static final String ANY = "*/*";
    private static final String TOKEN = "[\\w!#$%&'*+.^`|~-]++";

    /** A list of ranges with parameters; nothing in it is read twice, so that no header takes long. */
    private static final Pattern LIST = Pattern.compile(
            "(?:\\s*+" + TOKEN + "/" + TOKEN
                    + "(?:\\s*+;\\s*+(?:q\\s*+=\\s*+(?:0(?:\\.\\d{0,3}+)?+|1(?:\\.0{0,3}+)?+)|(?!q\\s*+=)" + TOKEN
                    + "=(?:" + TOKEN + "|\"[^\"\\\\]*+\")))*+\\s*+(?:,|$))++",
            Pattern.CASE_INSENSITIVE);

    private AcceptHeader() {}

    /** The request without the header if that is no list of media types. */
    static HttpServletRequest readable(HttpServletRequest request) {
        Enumeration<String> values = request.getHeaders(HEADER);
        while (values != null && values.hasMoreElements()) {
            String value = values.nextElement();
            if (!value.equals(ANY) && !LIST.matcher(value).matches()) {
                return new WithoutHeader(request, HEADER);
            }
        }
        return request;
    }
}
