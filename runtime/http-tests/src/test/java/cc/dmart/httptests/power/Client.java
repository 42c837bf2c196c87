package cc.dmart.httptests.power;

import cc.dmart.httptests.Http;
import cc.dmart.httptests.Reply;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;

/**
 * One client with a folder of its own: does random changes, one after the other, and keeps what must be stored after each
 * answer. When the server dies under a request, every state that the request may have led to is possible. For one thread.
 */
final class Client implements Runnable {
    private static final String SPACE = "power";
    private static final int DELETE = 6;

    /** Entries of a folder from which on more are deleted than made: all of them are looked at after each start. */
    private static final int ROOM = 15;

    private static final byte[] PNG_HEAD = HexFormat.of()
            .parseHex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63"
                    + "64f8cf500f0003860180345a7d6a0000000049454e44ae426082");

    private final String folder;
    private final Random random;
    private Http http;
    private Semaphore acknowledged = new Semaphore(0);
    private World world = World.EMPTY;
    private List<World> possible = List.of();
    private int counter;
    private AssertionError refused;

    Client(String folder, long seed) {
        this.folder = folder;
        this.random = new Random(seed);
    }

    String folder() {
        return folder;
    }

    void begin(Http with, Semaphore counted) {
        http = with;
        acknowledged = counted;
        possible = List.of(world);
    }

    /** The states that may be stored now; one, unless a request was cut off. */
    List<World> possible() {
        return possible;
    }

    AssertionError refused() {
        return refused;
    }

    /** Takes the state that was found as the truth. */
    void settle(World found) {
        world = found;
        possible = List.of(found);
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                step();
                acknowledged.release();
            }
        } catch (UncheckedIOException e) {
            // the server is gone: what was asked for last may or may not have happened
        } catch (AssertionError e) {
            refused = e;
        }
    }

    private void step() {
        List<String> contents = world.things().keySet().stream()
                .filter(k -> k.startsWith("content:") && k.substring(8).lastIndexOf('/') == folder.length() + 1)
                .map(World::pathOf)
                .toList();
        boolean full = contents.size() > ROOM && random.nextBoolean();
        int dice = contents.isEmpty() ? 0 : full ? DELETE : random.nextInt(10);
        String some = contents.isEmpty() ? "" : contents.get(random.nextInt(contents.size()));
        switch (dice) {
            case 0, 1 -> create();
            case 2 -> createText();
            case 3, 4 -> update(some);
            case 5 -> move(some);
            case DELETE -> delete(some);
            case 7 -> upload(some);
            case 8 -> several();
            default -> tree();
        }
    }

    private void create() {
        String name = fresh("e");
        ask(request("create", List.of(json(name))), List.of(world.with("content:" + path(name), body(counter))));
    }

    private void createText() {
        String name = fresh("t");
        Map<String, Object> record = record(
                "content", name, Map.of("payload", Map.of("content_type", "markdown", "body", "*text* " + counter)));
        ask(
                request("create", List.of(record)),
                List.of(world.with("content:" + path(name), "\"*text* " + counter + "\"")));
    }

    private void update(String at) {
        if (!world.things().get("content:" + at).startsWith("{")) {
            return;
        }
        counter++;
        Map<String, Object> record = record("content", name(at), Map.of("payload", payload(counter)));
        ask(request("update", List.of(record)), List.of(world.with("content:" + at, body(counter))));
    }

    private void move(String at) {
        String name = fresh("m");
        Map<String, Object> record = record(
                "content",
                name(at),
                Map.of(
                        "src_space_name",
                        SPACE,
                        "src_subpath",
                        folder,
                        "src_shortname",
                        name(at),
                        "dest_space_name",
                        SPACE,
                        "dest_subpath",
                        folder,
                        "dest_shortname",
                        name));
        ask(request("move", List.of(record)), List.of(world.moved(at, path(name))));
    }

    private void delete(String at) {
        ask(request("delete", List.of(record("content", name(at), Map.of()))), List.of(world.without(at)));
    }

    private void several() {
        List<Map<String, Object>> records = new ArrayList<>();
        List<World> states = new ArrayList<>();
        World next = world;
        for (int i = 0; i < 4; i++) {
            String name = fresh("s");
            records.add(json(name));
            next = next.with("content:" + path(name), body(counter));
            states.add(next);
        }
        ask(request("create", records), states);
    }

    /** Makes a folder with a child, or removes one. */
    private void tree() {
        String old = world.things().keySet().stream()
                .filter(k -> k.startsWith("folder:"))
                .map(World::pathOf)
                .findFirst()
                .orElse("");
        if (!old.isEmpty()) {
            ask(request("delete", List.of(record("folder", name(old), Map.of()))), List.of(world.without(old)));
            return;
        }
        String name = fresh("f");
        Map<String, Object> child =
                new LinkedHashMap<>(record("content", "child", Map.of("payload", payload(counter))));
        child.put("subpath", path(name));
        World first = world.with("folder:" + path(name), "");
        World second = first.with("content:" + path(name) + "/child", body(counter));
        ask(request("create", List.of(record("folder", name, Map.of()), child)), List.of(first, second));
    }

    private void upload(String at) {
        counter++;
        byte[] picture = picture(counter);
        Map<String, Object> record = Map.of(
                "resource_type", "media", "subpath", at, "shortname", "pic", "attributes", Map.of("is_active", true));
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        part(form, "name=\"space_name\"", "", SPACE.getBytes(StandardCharsets.UTF_8));
        part(
                form,
                "name=\"request_record\"; filename=\"r.json\"",
                "application/json",
                Reply.write(record).getBytes(StandardCharsets.UTF_8));
        part(form, "name=\"payload_file\"; filename=\"pic.png\"", "image/png", picture);
        form.writeBytes("--xx--\r\n".getBytes(StandardCharsets.US_ASCII));
        World after = world.with("media:" + at + "/pic", Observer.sha256(picture));
        possible = List.of(world, after);
        http.send(
                        "POST",
                        "/managed/resource_with_payload",
                        BodyPublishers.ofByteArray(form.toByteArray()),
                        "multipart/form-data; boundary=xx")
                .expect(200);
        settle(after);
    }

    private static byte[] picture(int number) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(PNG_HEAD);
        out.writeBytes(("number " + number + " ".repeat(number % 7 == 0 ? 600_000 : 2_000))
                .getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    private static void part(ByteArrayOutputStream form, String disposition, String type, byte[] bytes) {
        String head = "--xx\r\nContent-Disposition: form-data; " + disposition + "\r\n"
                + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n") + "\r\n";
        form.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        form.writeBytes(bytes);
        form.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private void ask(Map<String, Object> request, List<World> states) {
        List<World> all = new ArrayList<>(states);
        all.add(world);
        possible = List.copyOf(all);
        http.post("/managed/request", request).expect(200);
        settle(states.get(states.size() - 1));
    }

    private Map<String, Object> request(String type, List<Map<String, Object>> records) {
        return Map.of("space_name", SPACE, "request_type", type, "records", records);
    }

    private Map<String, Object> json(String name) {
        return record("content", name, Map.of("payload", payload(counter)));
    }

    private Map<String, Object> record(String type, String name, Map<String, Object> attributes) {
        return Map.of("resource_type", type, "subpath", folder, "shortname", name, "attributes", attributes);
    }

    private static Map<String, Object> payload(int number) {
        return Map.of("content_type", "json", "body", Map.of("n", number));
    }

    private static String body(int number) {
        return "{\"n\":" + number + "}";
    }

    private String fresh(String prefix) {
        counter++;
        return prefix + counter;
    }

    private String path(String name) {
        return folder + "/" + name;
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
