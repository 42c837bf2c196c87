package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An archive that holds what hangs on entries, as other exporters write it, and not the entries ({@code storage.md} 6). */
final class ArchiveOfAttachments {
    private ArchiveOfAttachments() {}

    static byte[] zip(String metaFormat) {
        String uuid = "22222222-2222-4222-8222-2222222222";
        String line =
                "{\"uuid\":\"%s\",\"shortname\":\"history\",\"timestamp\":\"2025-01-01T00:00:00Z\",\"diff\":{}}\n";
        return Zips.of(
                "shop/pens/.dm/blue/attachments.comment/meta.cm.json",
                metaFormat
                        .formatted(uuid + "01", ",\"payload\":{\"content_type\":\"comment\",\"body\":\"cm.json\"}")
                        .replace("00.000000", "00Z"),
                "shop/pens/.dm/blue/attachments.comment/cm.json",
                "{\"body\":\"exported\"}",
                "shop/pens/.dm/nobody/attachments.comment/meta.cm.json",
                metaFormat.formatted(uuid + "02", ""),
                "shop/pens/.dm/blue/attachments.relationship/meta.r.json",
                metaFormat.formatted(uuid + "03", ""),
                "shop/pens/.dm/gone/history.jsonl",
                line.formatted("l3"),
                "shop/.dm/inks/page/history.jsonl",
                line.formatted("l4"),
                "shop/.dm/inks/gone/history.jsonl",
                line.formatted("l5"),
                "shop/.dm/pens/blue/history.jsonl",
                line.formatted("l1") + line.formatted("l2").replace("}}", "},\"attachment\":\"comment/cm\"}"));
    }

    static void check(Http admin, Reply reply) {
        JsonNode report = reply.expect(200).json().at("/attributes");
        assertThat(report.at("/attachments_inserted").asInt()).isEqualTo(1);
        assertThat(report.at("/histories_inserted").asInt()).isEqualTo(3);
        assertThat(report.at("/skipped").asInt())
                .as("a folder above a log is no entry of the archive")
                .isZero();
        List<String> failed = new ArrayList<>();
        report.at("/failed").forEach(f -> failed.add(f.at("/path").asText()));
        assertThat(failed)
                .containsExactlyInAnyOrder(
                        "shop/pens/nobody/cm", "shop/pens/blue/r", "shop/pens/gone", "shop/inks/gone");
        JsonNode comment = admin.get("/managed/entry/content/shop/pens/blue?retrieve_attachments=true")
                .expect(200)
                .json()
                .at("/attachments/comment/0");
        assertThat(comment.at("/shortname").asText()).isEqualTo("cm");
        assertThat(comment.at("/attributes/payload/body/body").asText()).isEqualTo("exported");
        assertThat(comment.at("/attributes/created_at").asText()).isEqualTo("2025-01-01T00:00:00.000000");
        JsonNode lines = admin.post(
                        "/managed/query",
                        Map.of(
                                "space_name",
                                "shop",
                                "type",
                                "history",
                                "subpath",
                                "pens/blue",
                                "filter_shortnames",
                                List.of("cm")))
                .expect(200)
                .json();
        assertThat(lines.at("/attributes/total").asInt()).isEqualTo(2);
        assertThat(lines.at("/records/0/attributes/timestamp").asText()).isEqualTo("2025-01-01T00:00:00.000000");
        admin.get("/managed/payload/comment/shop/pens/blue/cm.json").expect(200);
    }
}
