package cc.dmart.rest.internal.app;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;

/** What a web application reads first: names, languages and where the server is ({@code http-api.md} 2). Thread-safe. */
record WebAppConfig(String appUrl, String path) {
    private static final String NAME = "dmart";

    /**
     * The text.
     *
     * @param ownOrigin scheme, host and port of the request, used where no address is set
     */
    byte[] utf8(String ownOrigin) {
        String backend = appUrl.isBlank() ? ownOrigin : appUrl.strip().replaceAll("/+$", "");
        JsonObject languages = JsonObject.builder()
                .put("ar", "العربية")
                .put("en", "English")
                .put("ku", "کوردی")
                .build();
        return JsonCodec.write(JsonObject.builder()
                .put("title", "DMART Unified Data Platform")
                .put("footer", "dmart.cc unified data platform")
                .put("short_name", NAME)
                .put("display_name", NAME)
                .put("description", "dmart unified data platform")
                .put("default_language", "en")
                .put("languages", languages)
                .put("backend", backend)
                .put("websocket", backend.replaceFirst("^http", "ws") + "/ws")
                .put("cxb_url", path)
                .build());
    }
}
