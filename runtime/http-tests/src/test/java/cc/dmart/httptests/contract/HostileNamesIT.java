package cc.dmart.httptests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.httptests.Http;
import cc.dmart.httptests.Reply;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Hostile names in every place of every operation of the OpenAPI document that takes a name: the error of the contract, and the
 * files as they were. An operation that is new is among them by itself.
 */
@SharedWorld
class HostileNamesIT {
    private static final List<String> NAMES = List.of(
            "..",
            "../x",
            "../../etc/passwd",
            "a/../../b",
            "a\\..\\b",
            "C:\\x",
            "a.b/c.d",
            "a\u0000b",
            "a\nb",
            "%2e%2e%2fx",
            "\uFEFFx",
            "\u202Ex",
            "😀",
            "x".repeat(1025),
            ".dm",
            "~",
            "$(id)",
            "'; drop table x; --");

    private static final Set<Integer> REFUSALS = Set.of(400, 401, 404, 406, 413, 414, 415, 422, 431);

    /** Places where every text is one that may be asked for; the answer is that there is nothing. */
    private static final List<String> ASKED = List.of(
            "POST /admin/explain /user ",
            "POST /managed/query /filter_schema_names/",
            "POST /public/query /filter_schema_names/",
            "GET /public/query/{query_type}/{space_name}/{subpath} query filter_schema_names",
            "POST /managed/csv /filter_schema_names/",
            "POST /managed/export /filter_schema_names/",
            "GET /managed/s/{token} ", // leads to the web app
            "POST /managed/resources_from_csv/{resource_type}/{space_name}/{subpath}/{schema_shortname} file ");

    /** What is there to be read when all names fit. */
    private static final Set<String> READS = Set.of(
            "GET /managed/entry/{resource_type}/{space_name}/{subpath}/{shortname}",
            "GET /managed/meta/{resource_type}/{space_name}/{subpath}/{shortname}",
            "GET /managed/payload/{resource_type}/{space_name}/{subpath}/{file}",
            "GET /managed/shortening/{space_name}/{subpath}/{shortname}",
            "GET /managed/health/{health_type}/{space_name}",
            "GET /managed/health/{space_name}",
            "GET /qr/generate/{resource_type}/{space_name}/{subpath}/{shortname}",
            "POST /managed/query",
            "POST /managed/csv",
            "POST /managed/export",
            "POST /admin/explain");

    @TestFactory
    Stream<DynamicTest> namesInEveryPlace(World world) {
        Shop.make(world, "names");
        Http admin = world.admin();
        JsonNode document = admin.get("/docs/openapi.json").expect(200).json();
        return Operations.of(document).stream().flatMap(operation -> {
            NamePlaces names = new NamePlaces(document, operation);
            return names.places().stream()
                    .map(place -> DynamicTest.dynamicTest(place.toString(), () -> isRefused(world, names, place)));
        });
    }

    private static void isRefused(World world, NamePlaces names, NamePlaces.Place place) throws IOException {
        if (READS.contains(place.operation().toString())) {
            send(world, names.fitting(place)).expect(200); // so that it is the name that is refused
        }
        Map<String, String> before = tree(world.server().spaces());
        List<String> wrong = new ArrayList<>();
        for (String name : NAMES) {
            Reply reply = send(world, names.with(place, name));
            if (!isError(reply) && !isEmpty(place, reply) && !isNamedByRecord(world, place, reply)) {
                wrong.add(name.substring(0, Math.min(30, name.length())) + " -> " + reply);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(tree(world.server().spaces())).isEqualTo(before);
    }

    private static Reply send(World world, NamePlaces.Sent sent) {
        return world.admin()
                .send(
                        sent.method(),
                        sent.target(),
                        BodyPublishers.ofByteArray(sent.body()),
                        sent.mediaType().isEmpty() ? null : sent.mediaType());
    }

    private static boolean isEmpty(NamePlaces.Place place, Reply reply) {
        return reply.status() < 400 && ASKED.stream().anyMatch(place.toString()::startsWith);
    }

    /** A client's name of a file is used for nothing; what was made is taken away again. */
    private static boolean isNamedByRecord(World world, NamePlaces.Place place, Reply reply) {
        if (reply.status() != 200 || !place.where().equals("file")) {
            return false;
        }
        Shop.send(world, "names", "delete", Shop.recordJson("content", "pens", NamePlaces.NEW, "{}"));
        return reply.json().at("/records/0/attributes/payload/body").asText().equals(NamePlaces.NEW + ".png");
    }

    private static boolean isError(Reply reply) {
        JsonNode json = reply.text().startsWith("{") ? reply.json() : Json.parse("{}");
        return REFUSALS.contains(reply.status())
                && json.path("status").asText().equals("failed")
                && json.at("/error/code").isInt()
                && !reply.text().contains("Exception")
                && !reply.text().contains("at cc.dmart");
    }

    /** Every file of the spaces but the logs, with its size and the time of its last change. */
    private static Map<String, String> tree(Path spaces) throws IOException {
        Map<String, String> out = new TreeMap<>();
        Files.walkFileTree(spaces, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (!file.toString().endsWith(".jsonl")) {
                    out.put(file.toString(), attributes.size() + " " + attributes.lastModifiedTime());
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return out;
    }
}
