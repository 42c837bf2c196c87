package cc.dmart.httptests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files {@code <plugin>.json} of the watched folder: written beside and renamed, so that none is read half. */
final class Definitions {
    private Definitions() {}

    /** Writes or replaces one. */
    static void write(Server server, String plugin, String json) throws IOException {
        Path part = server.plugins().resolve(plugin + ".json.part");
        Files.writeString(part, json);
        Files.move(part, file(server, plugin), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static void remove(Server server, String plugin) throws IOException {
        Files.delete(file(server, plugin));
    }

    private static Path file(Server server, String plugin) {
        return server.plugins().resolve(plugin + ".json");
    }
}
