package cc.dmart.plugin.ldap_manager.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.DmartApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The accounts with what a directory is told of them. Their files are read, since no reply ever has a password hash. Thread-safe.
 */
final class Accounts {
    private static final int PAGE = 500;

    private final DmartApi api;
    private final LdapSettings settings;

    Accounts(DmartApi api, LdapSettings settings) {
        this.api = api;
        this.settings = settings;
    }

    /** Values by attribute of the directory; empty if there is no such account. */
    Optional<Map<String, List<String>>> attributes(String user) throws IOException {
        if (!Names.isShortname(user)) {
            return Optional.empty();
        }
        Path spaces = api.spacesFolder().orElseThrow(() -> new IOException("the store has no files"));
        Path file = spaces.resolve(settings.space())
                .resolve("users/.dm")
                .resolve(user)
                .resolve("meta.user.json");
        try {
            return Optional.of(mapped(JsonCodec.parseObject(Files.readAllBytes(file))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (DmartException.Invalid e) {
            throw new IOException("the account " + user + " cannot be read", e);
        }
    }

    private Map<String, List<String>> mapped(JsonObject meta) {
        Map<String, List<String>> out = new LinkedHashMap<>();
        settings.mapping().forEach((attribute, field) -> {
            out.put(attribute, field.equals("password") ? hashes(meta) : values(meta, field));
        });
        return out;
    }

    /** None of an account that is not active: the directory would go on admitting it. */
    private List<String> hashes(JsonObject meta) {
        boolean active = meta.bool("is_active").orElse(false);
        return active
                ? values(meta, "password").stream()
                        .map(v -> settings.passwordPrefix() + v)
                        .toList()
                : List.of();
    }

    /** The texts of a dotted field; of a text in several languages the first there is. */
    private static List<String> values(JsonObject meta, String field) {
        Optional<JsonValue> value = Optional.of(meta);
        for (String name : field.split("\\.")) {
            value = value.map(JsonCodec::materialize)
                    .flatMap(JsonValue::asObject)
                    .flatMap(o -> o.get(name));
        }
        return value.map(JsonCodec::materialize).map(Accounts::texts).orElse(List.of());
    }

    private static List<String> texts(JsonValue value) {
        if (value instanceof JsonString text) {
            return text.value().isEmpty() ? List.of() : List.of(text.value());
        } else if (value instanceof JsonArray array) {
            return array.stream()
                    .flatMap(v -> texts(JsonCodec.materialize(v)).stream())
                    .toList();
        } else if (value instanceof JsonObject object) {
            return object.members().values().stream()
                    .flatMap(v -> texts(JsonCodec.materialize(v)).stream())
                    .limit(1)
                    .toList();
        }
        return value.isNull() ? List.of() : List.of(JsonCodec.writeString(value));
    }

    /** Visits the names of all accounts. */
    void all(Consumer<String> visitor) {
        int offset = 0;
        List<WireRecord> page;
        do {
            page = page(offset);
            page.forEach(record -> visitor.accept(record.shortname()));
            offset += PAGE;
        } while (page.size() == PAGE);
    }

    private List<WireRecord> page(int offset) {
        return api.asSystem()
                .query(JsonObject.builder()
                        .put("type", "search")
                        .put("space_name", settings.space())
                        .put("subpath", "/users")
                        .put("filter_types", JsonArray.ofStrings(List.of("user")))
                        .put("sort_by", "shortname")
                        .put("limit", PAGE)
                        .put("offset", offset)
                        .build())
                .records();
    }
}
