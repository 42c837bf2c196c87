package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/** The lines of the plugin {@code audit} with the option {@code hash_chain}. */
final class AuditChain {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AuditChain() {}

    /** Checks the chain of the audit log as the README of the plugin tells. @return the entries that it names */
    static Set<String> names(Server server) throws Exception {
        Set<String> names = new HashSet<>();
        String before = "0".repeat(64);
        String last = "";
        for (String line : Files.readAllLines(server.data().resolve("log/audit.jsonl"))) {
            if (!line.contains("\"event\":\"change\"") || line.equals(last)) {
                continue;
            }
            String bare = line.substring(0, line.lastIndexOf(",\"hash\":\"")) + "}";
            byte[] sum = MessageDigest.getInstance("SHA-256").digest((before + bare).getBytes(StandardCharsets.UTF_8));
            before = HexFormat.of().formatHex(sum);
            last = line;
            JsonNode json = JSON.readTree(line);
            assertThat(json.path("hash").asText()).as(line).isEqualTo(before);
            names.add(json.path("shortname").asText());
        }
        return names;
    }
}
