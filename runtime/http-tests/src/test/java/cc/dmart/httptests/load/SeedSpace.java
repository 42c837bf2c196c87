package cc.dmart.httptests.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Writes a space with many entries as plain files, as a server leaves them, for measurements at sizes that would take long to
 * create one by one. Needs nothing but a JDK:
 *
 * <pre>{@code java SeedSpace.java SPACES_FOLDER SPACE ENTRIES}</pre>
 *
 * <p>The entries are {@code /items/e0} and so on, JSON of about 400 bytes each of the schema {@code item}, a second apart in
 * time; every hundredth has the same category and the same word {@code rare<nn>x} in its title. The folder {@code made} is empty. The same arguments make the same files. The space must not exist.
 */
public final class SeedSpace {
    private static final LocalDateTime BEGIN = LocalDateTime.of(2025, 1, 1, 0, 0);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");
    private static final String[] WORDS =
            ("alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike"
                            + " november oscar papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu amber basil"
                            + " cedar dahlia elder fennel ginger hazel iris jasmine kale lotus maple nettle olive poppy quince"
                            + " rose sage thyme umber violet willow yarrow zinnia")
                    .split(" ");
    private static final String SCHEMA = """
            {"title":"item","type":"object","additionalProperties":false,"required":["title","price"],"properties":{\
            "title":{"type":"string"},"price":{"type":"integer"},"category":{"type":"string"},\
            "tags":{"type":"array","items":{"type":"string"}},"text":{"type":"string"}}}""";

    private final Path space;

    private SeedSpace(Path space) {
        this.space = space;
    }

    /** {@code SPACES_FOLDER SPACE ENTRIES}. */
    public static void main(String[] args) throws IOException {
        write(Path.of(args[0]), args[1], Integer.parseInt(args[2]));
    }

    /** Writes a space with so many entries below a spaces folder. */
    public static void write(Path spaces, String name, int entries) throws IOException {
        SeedSpace seed = new SeedSpace(Files.createDirectories(spaces).resolve(name));
        Files.createDirectory(seed.space);
        seed.put(seed.space.resolve(".dm"), "space", seed.meta(name, ",\"indexing_enabled\":true"));
        for (String folder : new String[] {"schema", "items", "made"}) {
            seed.put(seed.space.resolve(folder).resolve(".dm"), "folder", seed.meta(folder, ""));
        }
        seed.entry("schema", "schema", "item", "meta_schema", SCHEMA);
        IntStream.range(0, entries).parallel().forEach(i -> {
            try {
                seed.entry("items", "content", "e" + i, "item", body(i));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void entry(String folder, String type, String name, String schema, String body) throws IOException {
        String payload = ",\"payload\":{\"content_type\":\"json\",\"schema_shortname\":\"" + schema
                + "\",\"checksum\":\"" + sha256(body) + "\",\"body\":\"" + name + ".json\"}";
        put(space.resolve(folder).resolve(".dm").resolve(name), type, meta(name, payload));
        Files.writeString(space.resolve(folder).resolve(name + ".json"), body);
    }

    private void put(Path holder, String type, String meta) throws IOException {
        Files.createDirectories(holder);
        Files.writeString(holder.resolve("meta." + type + ".json"), meta);
    }

    private static String time(String name) {
        int number = name.matches("e\\d+") ? Integer.parseInt(name.substring(1)) : 0;
        return TIME.format(BEGIN.plusSeconds(number));
    }

    private String meta(String name, String payload) {
        String time = time(name);
        UUID uuid = UUID.nameUUIDFromBytes((space.getFileName() + name).getBytes(StandardCharsets.UTF_8));
        String version4 =
                uuid.toString().substring(0, 14) + "4" + uuid.toString().substring(15);
        String meta = "{\"uuid\":\"" + version4 + "\",\"shortname\":\"" + name + "\",\"is_active\":true,\"tags\":[],"
                + "\"created_at\":\"" + time + "\",\"updated_at\":\"" + time + "\",\"owner_shortname\":\"dmart\""
                + payload;
        return meta + ",\"last_checksum_history\":\"" + sha256(meta + "}") + "\"}";
    }

    private static String body(int i) {
        Random random = new Random(i);
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < 30; word++) {
            text.append(word == 0 ? "" : " ").append(word(random));
        }
        return "{\"title\":\"item " + i + " " + word(random) + " rare" + String.format("%02d", i * 31L % 100)
                + "x\",\"price\":" + (1 + random.nextInt(10_000))
                + ",\"category\":\"c" + i % 100 + "\",\"tags\":[\"" + word(random) + "\",\"" + word(random)
                + "\"],\"text\":\"" + text + "\"}";
    }

    private static String word(Random random) {
        return WORDS[random.nextInt(WORDS.length)];
    }

    private static String sha256(String text) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
