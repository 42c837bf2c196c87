package cc.dmart.rest.internal.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/** A request whose path had repeated or trailing slashes, without them, so that routing finds it. */
final class CollapsedRequest extends HttpServletRequestWrapper {
    private final String path;

    CollapsedRequest(HttpServletRequest request, String path) {
        super(request);
        this.path = path;
    }

    @Override
    public String getRequestURI() {
        return path;
    }

    @Override
    public StringBuffer getRequestURL() {
        StringBuffer whole = super.getRequestURL();
        int host = whole.indexOf("://") + 3;
        int slash = whole.indexOf("/", host);
        whole.setLength(slash < 0 ? whole.length() : slash);
        return whole.append(path);
    }

    @Override
    public String getPathInfo() {
        return path;
    }

    @Override
    public String getServletPath() {
        return "";
    }
}
