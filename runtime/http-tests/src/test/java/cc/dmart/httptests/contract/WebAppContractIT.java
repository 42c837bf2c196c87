package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.Row.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Web applications that the operator puts beside the server ({@code http-api.md} 2). */
class WebAppContractIT extends ContractSuite {
    @TempDir
    static Path app;

    @Override
    protected Map<String, String> settings() {
        try {
            Files.writeString(app.resolve("index.html"), "<p>page</p>");
            Files.writeString(Files.createDirectory(app.resolve("js")).resolve("app.js"), "run()");
            Files.writeString(app.resolve(".hidden.js"), "no");
            Files.createSymbolicLink(app.resolve("out.txt"), Path.of("/etc/hostname"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("DMART_CXB_FOLDER", app.toString());
    }

    @Override
    protected List<Row> rows() {
        List<Row> out = new ArrayList<>();
        out.add(app("app_config", "administration", "/cxb/config.json")
                .gives(200, "{short_name:'dmart', default_language:'en', languages:{ar:'*'}, cxb_url:'/cxb'}")
                .check(reply -> assertThat(reply.json().at("/backend").asText() + " "
                                + reply.json().at("/websocket").asText())
                        .matches("http://127.0.0.1:(\\d+) ws://127.0.0.1:\\1/ws")));
        out.add(app("app_config", "catalog", "/cat/config.json").gives(200, "{short_name:'dmart'}"));
        for (String route : List.of("/cxb", "/cxb/", "/cxb/management/users")) {
            out.add(app("app", route, route)
                    .gives(200)
                    .has("Content-Type", "text/html;\\s?charset=utf-8")
                    .has("Cache-Control", "no-cache")
                    .has("Content-Security-Policy", ".*; object-src 'none'; frame-ancestors 'none'; .*")
                    .check(reply -> assertThat(reply.text()).isEqualTo("<p>page</p>")));
        }
        out.add(app("app", "a file", "/cxb/js/app.js")
                .gives(200)
                .has("Content-Type", "text/javascript.*")
                .has("ETag", "\"[0-9a-f-]+\"")
                .has("Cache-Control", "public, max-age=86400")
                .has("Content-Security-Policy", ".*; object-src 'none'; .*")
                .check(reply -> {
                    assertThat(reply.text()).isEqualTo("run()");
                    assertThat(reply.header("Pragma")).isEmpty();
                    assertThat(reply.header("Expires")).isEmpty();
                }));
        for (String none : List.of("/cxb/none.js", "/cxb/.hidden.js", "/cxb/out.txt", "/cat", "/cat/x.js")) {
            out.add(app("no_route", none, none).fails(422, "request", 230));
        }
        return out;
    }

    private static Row app(String outcome, String detail, String path) {
        return row(outcome, detail).as(NOBODY).get(path);
    }
}
