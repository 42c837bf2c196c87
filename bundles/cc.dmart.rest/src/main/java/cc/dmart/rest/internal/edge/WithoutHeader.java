package cc.dmart.rest.internal.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/** A request as if it had not a certain header. For one request. */
final class WithoutHeader extends HttpServletRequestWrapper {
    private final String hidden;

    WithoutHeader(HttpServletRequest request, String hidden) {
        super(request);
        this.hidden = hidden;
    }

    private boolean isHidden(String name) {
        return name.equalsIgnoreCase(hidden);
    }

    @Override
    public @Nullable String getContentType() {
        return isHidden("Content-Type") ? null : super.getContentType();
    }

    @Override
    public @Nullable String getHeader(String name) {
        return isHidden(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return isHidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                .filter(name -> !isHidden(name))
                .toList());
    }
}
