package cc.dmart.console.internal.web;

import cc.dmart.console.internal.Overview;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import org.apache.felix.webconsole.servlet.AbstractServlet;

/** The page DMART of the web console: what the shell commands say, one below the other. Thread-safe. */
final class OverviewPage extends AbstractServlet {
    private static final long serialVersionUID = 1L;

    private final transient Overview overview;

    OverviewPage(Overview overview) {
        this.overview = overview;
    }

    @Override
    public void renderContent(HttpServletRequest request, HttpServletResponse response) throws IOException {
        PrintWriter out = response.getWriter();
        for (Map.Entry<String, String> section : overview.sections().entrySet()) {
            out.print("<h3>" + escaped(section.getKey()) + "</h3>\n<pre>" + escaped(section.getValue()) + "</pre>\n");
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
