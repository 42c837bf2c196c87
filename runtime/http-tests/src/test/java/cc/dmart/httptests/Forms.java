package cc.dmart.httptests;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Forms with a file in them, as browsers send them. */
final class Forms {
    private static final String BOUNDARY = "b0";

    private Forms() {}

    /** Sends JSON fields, then a file as the named part. */
    static Reply send(
            Http http,
            String path,
            String part,
            String fileName,
            String type,
            byte[] bytes,
            Map<String, String> fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        fields.forEach((name, value) -> text(out, head("name=\"" + name + "\"", "application/json") + value + "\r\n"));
        text(out, head("name=\"" + part + "\"; filename=\"" + fileName + "\"", type));
        out.writeBytes(bytes);
        text(out, "\r\n--" + BOUNDARY + "--\r\n");
        return http.send(
                "POST",
                path,
                BodyPublishers.ofByteArray(out.toByteArray()),
                "multipart/form-data; boundary=" + BOUNDARY);
    }

    private static String head(String disposition, String type) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + disposition + "\r\nContent-Type: " + type
                + "\r\n\r\n";
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
